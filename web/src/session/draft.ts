// A value that is kept in the browser while it is typed.
import { useCallback, useEffect, useRef, useState } from 'react';
import { readDraft, removeDraft, writeDraft } from '../api/drafts';
import { useMe } from './context';

const PAUSE_MS = 300;

export interface Draft<T> {
  value: T;
  set: (value: T) => void;
  clear: () => void;
  /** Instant at which it was last kept. */
  savedAt: string | null;
  /** Whether a kept value has taken the place of the empty one. */
  restored: boolean;
  /** Whether the browser was asked for a kept value. */
  loaded: boolean;
  /** Whether something was typed that is not sent. */
  dirty: boolean;
  /** Whether another tab has the same form open. */
  elsewhere: boolean;
}

const CHANNEL = 'hatang.drafts';

/** Asks the other tabs whether one of them has the same form open. */
function useElsewhere(key: string): boolean {
  const [elsewhere, setElsewhere] = useState(false);
  useEffect(() => {
    if (typeof BroadcastChannel === 'undefined') return;
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<{ key: string; asks: boolean }>) => {
      if (data.key !== key) return;
      setElsewhere(true);
      if (data.asks) channel.postMessage({ key, asks: false });
    };
    channel.postMessage({ key, asks: true });
    return () => channel.close();
  }, [key]);
  return elsewhere;
}

export function useDraft<T>(name: string, empty: () => T): Draft<T> {
  const me = useMe();
  const key = `${me.id}/${name}`;
  const [value, setValue] = useState(empty);
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const [restored, setRestored] = useState(false);
  const [loaded, setLoaded] = useState(false);
  const [dirty, setDirty] = useState(false);
  const elsewhere = useElsewhere(key);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const start = useRef(empty);
  // What was typed last and is not kept yet: a page that is left has no time for the pause.
  const unsaved = useRef<{ key: string; value: T } | null>(null);

  useEffect(() => {
    let current = true;
    void readDraft<T>(key).then((kept) => {
      if (!current) return;
      setLoaded(true);
      if (!kept) return;
      setValue(kept.value);
      setSavedAt(kept.savedAt);
      setDirty(true);
      setRestored(true);
    });
    return () => {
      current = false;
    };
  }, [key]);

  useEffect(() => {
    const keep = (): void => {
      const { current } = unsaved;
      if (current) void writeDraft(current.key, current.value);
    };
    window.addEventListener('pagehide', keep);
    return () => window.removeEventListener('pagehide', keep);
  }, []);

  const set = useCallback(
    (next: T): void => {
      setValue(next);
      setDirty(true);
      clearTimeout(timer.current);
      unsaved.current = { key, value: next };
      timer.current = setTimeout(() => {
        unsaved.current = null;
        void writeDraft(key, next).then(setSavedAt);
      }, PAUSE_MS);
    },
    [key],
  );

  const clear = useCallback((): void => {
    clearTimeout(timer.current);
    unsaved.current = null;
    void removeDraft(key);
    setValue(start.current());
    setSavedAt(null);
    setDirty(false);
  }, [key]);

  return { value, set, clear, savedAt, restored, loaded, dirty, elsewhere };
}
