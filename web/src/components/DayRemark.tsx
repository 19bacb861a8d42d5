import { useQuery } from '@tanstack/react-query';
import {
  calendarsQuery,
  isWeekend,
  isWorkingDay,
  nextWorkingDay,
  packsQuery,
  specialDays,
  workingDaysQuery,
} from '../api/calendars';
import { serverNow } from '../api/clock';
import { meQuery, metaQuery } from '../api/session';
import { useTitles } from '../api/titles';
import { useLanguage, useWords } from '../words/context';
import { addDays, dayOf, longDay } from '../words/days';

// Days after a day off that the next working day is looked for in.
const NEAR = 20;

// The server counts up to ten years.
const FARTHEST = 3650;

interface DayRemarkProps {
  day: string;
  /** Whether the day stands: what is still typed is not counted. */
  settled: boolean;
  /** Rule pack whose calendar counts; that of the installation without it. */
  pack?: string;
}

/** Whether a day is a working day, which is the next one if it is not, and how far it is away. */
export function DayRemark({ day, settled, pack }: DayRemarkProps) {
  const { common } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const { data: meta } = useQuery({ ...metaQuery, enabled: pack === undefined });
  // Calendars are for people with a session; a page outside it says the day alone.
  const { data: me } = useQuery({ ...meQuery, enabled: false });
  const enabled = Boolean(me);
  const { data: packs } = useQuery({ ...packsQuery, enabled });
  const wanted = pack ?? meta?.default_pack;
  // A pack by its whole name, or the family of packs of the installation.
  const id = packs?.items.find(
    (one) => one.id === wanted || one.id.startsWith(`${wanted}@`),
  )?.calendar;
  const { data: first } = useQuery({ ...calendarsQuery(yearOf(day)), enabled });
  const { data: last } = useQuery({ ...calendarsQuery(yearOf(addDays(day, NEAR))), enabled });
  const today = dayOf(serverNow());
  const counts = settled && day > today && day <= addDays(today, FARTHEST);
  const { data: count } = useQuery({
    ...workingDaysQuery(id ?? '', day),
    enabled: enabled && id !== undefined && counts,
  });
  const named = (list: typeof first) => list?.items.find((one) => one.id === id);
  const calendar = named(first);
  if (!calendar || !last) return null;
  const special = specialDays({
    ...calendar,
    days: [...calendar.days, ...(named(last)?.days ?? [])],
  });
  const kind = special.get(day);
  const open = day > calendar.confirmed_until ? ` (${common.dayUnconfirmed})` : '';
  const away = counts && count?.working_days ? count.working_days : undefined;
  const left = away === undefined ? '' : `, ${common.dayLeft(away)}`;
  if (isWorkingDay(day, special))
    return ` – ${kind ? common.dayMadeUp : common.dayWorking}${left}${open}`;
  const next = nextWorkingDay(day, special);
  const why = kind ? title('CalendarDayKind', kind) : isWeekend(day) ? common.dayWeekend : '';
  return ` – ${common.dayOff(why, next ? longDay(next, language) : '')}${left}${open}`;
}

const yearOf = (day: string): number => Number(day.slice(0, 4));
