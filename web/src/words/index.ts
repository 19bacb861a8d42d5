// Words of the app. The server gives the titles of states, actions, limits, documents and reasons.
import type { Language } from './days';
import { vi } from './vi';

export type { Language } from './days';

// The shape of the Vietnamese words: texts, and functions with the same arguments.
export type Shape<T> = {
  [K in keyof T]: T[K] extends (...given: infer A) => string
    ? (...given: A) => string
    : T[K] extends string
      ? string
      : Shape<T[K]>;
};

export type Words = Shape<typeof vi>;

export async function wordsOf(language: Language): Promise<Words> {
  switch (language) {
    case 'vi':
      return vi;
    case 'en':
      return (await import('./en')).en;
  }
}

export { vi as vietnamese };
