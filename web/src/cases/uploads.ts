// Files on their way: two at a time; after a cut they go on by themselves.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { newKey } from '../api/client';
import { shrunkPicture, uploadDocument } from '../api/documents';
import { Unreachable } from '../api/refused';
import { watchNetwork } from '../api/transport';

export interface FileOnItsWay {
  key: string;
  file: File;
  kind: string;
  state: 'waiting' | 'sending' | 'sent' | 'failed' | 'stopped';
  fraction: number;
  originalBytes: number;
  error?: unknown;
}

const AT_ONCE = 2;

export interface Uploads {
  files: readonly FileOnItsWay[];
  add: (files: readonly File[], kind: string) => Promise<void>;
  cancel: (key: string) => void;
  again: (key: string) => void;
}

export function useUploads(caseId: string, onSent?: (documentId: string) => void): Uploads {
  const [files, setFiles] = useState<readonly FileOnItsWay[]>([]);
  const aborts = useRef(new Map<string, AbortController>());
  const queries = useQueryClient();
  // A form changes while a file is on its way: the listener of the latest rendering is told.
  const listener = useRef(onSent);
  listener.current = onSent;
  const change = useCallback(
    (key: string, part: Partial<FileOnItsWay>): void =>
      setFiles((now) => now.map((one) => (one.key === key ? { ...one, ...part } : one))),
    [],
  );

  const send = useCallback(
    async (one: FileOnItsWay): Promise<void> => {
      const abort = new AbortController();
      aborts.current.set(one.key, abort);
      change(one.key, { state: 'sending', fraction: 0 });
      try {
        const stored = await uploadDocument({
          caseId,
          kind: one.kind,
          file: one.file,
          key: one.key,
          signal: abort.signal,
          onProgress: (fraction) => change(one.key, { fraction }),
        });
        change(one.key, { state: 'sent', fraction: 1 });
        listener.current?.(stored.id);
        await queries.invalidateQueries({ queryKey: ['case', 'documents', caseId] });
        await queries.invalidateQueries({ queryKey: ['case', 'actions', caseId] });
      } catch (error) {
        if (abort.signal.aborted) return;
        change(one.key, {
          state: error instanceof Unreachable ? 'stopped' : 'failed',
          error,
        });
      }
    },
    [caseId, change, queries],
  );

  useEffect(() => {
    const sending = files.filter(({ state }) => state === 'sending').length;
    const next = files.find(({ state }) => state === 'waiting');
    if (next && sending < AT_ONCE) void send(next);
  }, [files, send]);

  useEffect(
    () =>
      watchNetwork((reachable) => {
        if (!reachable) return;
        setFiles((now) =>
          now.map((one) => (one.state === 'stopped' ? { ...one, state: 'waiting' } : one)),
        );
      }),
    [],
  );

  useEffect(
    () => () => {
      for (const abort of aborts.current.values()) abort.abort();
    },
    [],
  );

  return {
    files,
    add: async (chosen, kind) => {
      for (const file of chosen) {
        const small = await shrunkPicture(file);
        const one: FileOnItsWay = {
          key: newKey(),
          file: small,
          kind,
          state: 'waiting',
          fraction: 0,
          originalBytes: file.size,
        };
        setFiles((now) => [...now, one]);
      }
    },
    cancel: (key) => {
      aborts.current.get(key)?.abort();
      setFiles((now) => now.filter((one) => one.key !== key));
    },
    again: (key) => change(key, { state: 'waiting' }),
  };
}
