import { useEffect, useState } from 'react';

const LATER_MS = 1000;

// The app has been open for a moment; pages that come later need not wait again.
let settled = false;

/** Becomes true a moment after the app opens: what is asked for then does not delay its content. */
export function useLater(): boolean {
  const [later, setLater] = useState(settled);
  useEffect(() => {
    if (settled) return;
    const timer = setTimeout(() => {
      settled = true;
      setLater(true);
    }, LATER_MS);
    return () => clearTimeout(timer);
  }, []);
  return later;
}
