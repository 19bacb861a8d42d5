import { useSyncExternalStore } from 'react';

// A third pane has room beside a list from here on.
const WIDE = '(min-width: 78em)';

function watch(changed: () => void): () => void {
  const query = matchMedia(WIDE);
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}

/** Whether the window has room for a pane beside a list. */
export const useWide = (): boolean => useSyncExternalStore(watch, () => matchMedia(WIDE).matches);
