// One change at a time, with what was refused and what was done.
import { useCallback, useRef, useState } from 'react';

export interface Submit {
  pending: boolean;
  error: unknown;
  run: (act: () => Promise<void>) => Promise<void>;
  clear: () => void;
}

export function useSubmit(): Submit {
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const busy = useRef(false);
  const run = useCallback(async (act: () => Promise<void>): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    setPending(true);
    setError(null);
    try {
      await act();
    } catch (refused) {
      setError(refused);
    } finally {
      busy.current = false;
      setPending(false);
    }
  }, []);
  return { pending, error, run, clear: () => setError(null) };
}
