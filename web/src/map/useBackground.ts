// The background that a person chose: kept with the person, or in the browser of a visitor.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { mapSettingsOf } from '../api/mapSettings';
import { type MapBackground, preferencesQuery, storePreferences } from '../api/preferences';
import { meQuery, metaQuery } from '../api/session';
import { type Background, type BackgroundOption, chosenOf, optionsOf } from './background';

const STORED_BACKGROUND = 'hatang.background';
const LOCAL = ['map', 'background'] as const;
const PAUSE_MS = 600;

function storedHere(): MapBackground | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED_BACKGROUND) ?? 'null');
    return stored as MapBackground | null;
  } catch {
    return null;
  }
}

interface Backgrounds {
  options: readonly BackgroundOption[];
  /** Null until it is known what the person chose: no background is drawn in vain. */
  background: Background | null;
  choose: (change: Partial<MapBackground>) => void;
}

export function useBackground(): Backgrounds {
  const queries = useQueryClient();
  const { data: meta } = useQuery(metaQuery);
  const { data: me } = useQuery({ ...meQuery, enabled: false });
  // The answer changes with its time, the settings in it stay the same.
  const settings = mapSettingsOf(meta);
  const options = useMemo(() => optionsOf(settings), [settings]);
  const isChoice = options.length > 1;
  const preferences = useQuery({ ...preferencesQuery, enabled: isChoice && Boolean(me) });
  const here = useQuery({
    queryKey: LOCAL,
    queryFn: storedHere,
    initialData: storedHere,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const isKnown = meta !== undefined && (!me || !isChoice || !preferences.isPending);
  // What is chosen on this map shows at once; the cache tells of it a moment later.
  const [latest, setLatest] = useState<MapBackground | null>(null);
  const stored = latest ?? (me ? preferences.data?.map_background : here.data);
  const [id, opacity] = [stored?.id, stored?.opacity];
  const background = useMemo(
    () => (isKnown ? chosenOf(options, id ? { id, opacity: opacity ?? 1 } : null) : null),
    [isKnown, options, id, opacity],
  );

  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const send = useRef<() => void>(() => undefined);
  // A choice of the last moment is stored when the map goes.
  useEffect(() => () => send.current(), []);
  const choose = useCallback(
    (change: Partial<MapBackground>): void => {
      const now = background ?? chosenOf(options, null);
      const next = { id: now.option.id, opacity: now.opacity, ...change };
      setLatest(next);
      if (!me) {
        localStorage.setItem(STORED_BACKGROUND, JSON.stringify(next));
        queries.setQueryData(LOCAL, next);
        return;
      }
      queries.setQueryData(preferencesQuery.queryKey, (known) => ({
        ...known,
        map_background: next,
      }));
      clearTimeout(timer.current);
      send.current = () => {
        clearTimeout(timer.current);
        send.current = () => undefined;
        // The server keeps all preferences in one object: what another page stored stays.
        void queries
          .fetchQuery({ ...preferencesQuery, staleTime: 0 })
          .then((known) => storePreferences({ ...known, map_background: next }))
          .then(() => queries.invalidateQueries({ queryKey: preferencesQuery.queryKey }))
          .catch(() => undefined);
      };
      timer.current = setTimeout(() => send.current(), PAUSE_MS);
    },
    [background, options, me, queries],
  );
  return { options, background, choose };
}
