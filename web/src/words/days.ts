// Days and instants as people read them. The zone is always that of Viet Nam (UTC+7, no daylight
// saving), whatever the computer says.

export type Language = 'vi' | 'en';

const ZONE_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;

const WEEKDAYS: Record<Language, readonly string[]> = {
  vi: ['Chủ Nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
};

const two = (number: number): string => String(number).padStart(2, '0');

function parts(day: string): [number, number, number] | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(day);
  if (!found) return null;
  return [Number(found[1]), Number(found[2]), Number(found[3])];
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return (
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  );
}

/** `2026-12-14` as `14/12/2026`. */
export function shortDay(day: string): string {
  const found = parts(day);
  return found ? `${two(found[2])}/${two(found[1])}/${found[0]}` : day;
}

/** Day of the week, Sunday being 0. */
export function weekdayIndex(day: string): number | undefined {
  const found = parts(day);
  return found ? new Date(Date.UTC(found[0], found[1] - 1, found[2])).getUTCDay() : undefined;
}

export const weekday = (day: string, language: Language): string =>
  WEEKDAYS[language][weekdayIndex(day) ?? -1] ?? '';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `2026-12-14` as `Thứ Hai 14/12/2026`, or `Monday 14 December 2026`. */
export function longDay(day: string, language: Language): string {
  const found = parts(day);
  if (!found) return day;
  const name = weekday(day, language);
  return language === 'vi'
    ? `${name} ${shortDay(day)}`
    : `${name} ${found[2]} ${MONTHS[found[1] - 1]} ${found[0]}`;
}

/** Day in Viet Nam of an instant, as `2026-12-14`. */
export function dayOf(instant: string | number | Date): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return '';
  return new Date(date.getTime() + ZONE_MS).toISOString().slice(0, 10);
}

/** Time of day in Viet Nam, as `14:03`. */
export function timeOf(instant: string | number | Date): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return '';
  return new Date(date.getTime() + ZONE_MS).toISOString().slice(11, 16);
}

/** `14:03 14/12/2026`. */
export function moment(instant: string): string {
  return `${timeOf(instant)} ${shortDay(dayOf(instant))}`;
}

export function addDays(day: string, days: number): string {
  const found = parts(day);
  if (!found) return day;
  return new Date(Date.UTC(found[0], found[1] - 1, found[2]) + days * DAY_MS)
    .toISOString()
    .slice(0, 10);
}

/** Calendar days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  const first = parts(from);
  const last = parts(to);
  if (!first || !last) return 0;
  const span = Date.UTC(last[0], last[1] - 1, last[2]) - Date.UTC(first[0], first[1] - 1, first[2]);
  return Math.round(span / DAY_MS);
}

/**
 * Day that a person typed: `5/9`, `05-09-26`, `5.9.2026`, `050926`, or `2026-09-05`. The day comes
 * before the month. Without a year, the year of `today` is meant.
 */
export function parseDay(text: string, today: string): string | null {
  const typed = text.trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed);
  if (iso) return written(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const packed = /^(\d{2})(\d{2})(\d{2}|\d{4})$/.exec(typed);
  const loose = /^(\d{1,2})[\s/.-](\d{1,2})(?:[\s/.-](\d{2}|\d{4}))?$/.exec(typed);
  const found = packed ?? loose;
  if (!found) return null;
  const year = found[3] === undefined ? Number(today.slice(0, 4)) : Number(found[3]);
  return written(year < 100 ? 2000 + year : year, Number(found[2]), Number(found[1]));
}

function written(year: number, month: number, day: number): string | null {
  return isDay(year, month, day) ? `${year}-${two(month)}-${two(day)}` : null;
}
