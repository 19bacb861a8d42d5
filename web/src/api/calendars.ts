// Working days as the server's calendars have them. What is due when is counted by the server.
import { queryOptions } from '@tanstack/react-query';
import { addDays, weekdayIndex } from '../words/days';
import { client, read, type Schemas } from './client';

export const calendarsQuery = (year: number) =>
  queryOptions({
    queryKey: ['calendar', year],
    queryFn: ({ signal }) =>
      read(client.GET('/api/v1/calendars', { params: { query: { year } }, signal })),
    staleTime: 60 * 60_000,
  });

/** Working days from today, which does not count, to a later day. */
export const workingDaysQuery = (calendar: string, to: string) =>
  queryOptions({
    queryKey: ['calendar', 'count', calendar, to],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/calendars/{calendar}/count', {
          params: { path: { calendar }, query: { to } },
          signal,
        }),
      ),
    staleTime: 5 * 60_000,
  });

export const packsQuery = queryOptions({
  queryKey: ['pack'],
  queryFn: ({ signal }) => read(client.GET('/api/v1/packs', { signal })),
  staleTime: 60 * 60_000,
});

export type SpecialDays = ReadonlyMap<string, Schemas['CalendarDayKind']>;

export const specialDays = (of: Schemas['Calendar'] | undefined): SpecialDays =>
  new Map(of?.days.map(({ day, kind }) => [day, kind]));

const SUNDAY = 0;
const SATURDAY = 6;

export const isWeekend = (day: string): boolean =>
  [SUNDAY, SATURDAY].includes(weekdayIndex(day) ?? -1);

export function isWorkingDay(day: string, special: SpecialDays): boolean {
  const kind = special.get(day);
  return kind ? kind === 'make_up' : !isWeekend(day);
}

// Longer than any run of holidays.
const FARTHEST = 20;

/** First working day after a day; undefined when none is near. */
export function nextWorkingDay(day: string, special: SpecialDays): string | undefined {
  for (let ahead = 1; ahead <= FARTHEST; ahead += 1) {
    const next = addDays(day, ahead);
    if (isWorkingDay(next, special)) return next;
  }
  return undefined;
}
