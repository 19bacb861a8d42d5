import type { Language } from '../words/days';
import { formatNumber } from '../words/numbers';
import type { PublicWords } from '../words/public';

const KILOMETRE = 1000;
const STEP = 10;

/** A distance as people say it: in steps of ten metres, from a kilometre on in kilometres. */
export function writtenDistance(metres: number, words: PublicWords, language: Language): string {
  const stepped = Math.round(metres / STEP) * STEP;
  return stepped < KILOMETRE
    ? words.work.metres(formatNumber(stepped, language))
    : words.work.kilometres(formatNumber(Math.round(stepped / 100) / 10, language));
}
