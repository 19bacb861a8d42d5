// Hands our texts to React Aria: it looks for them on the window before it uses its own.
import { type AriaText, ariaWords } from './aria-words';
import type { Language } from './days';

let spoken: Language = 'vi';

/** Language of what React Aria speaks from now on. */
export function speakAria(language: Language): void {
  spoken = language;
  const page = window as unknown as Record<symbol, unknown>;
  const strings = Symbol.for('react-aria.i18n.strings');
  page[Symbol.for('react-aria.i18n.locale')] ??= 'vi-VN';
  page[strings] ??= current();
}

// React Aria reads the packages once and each text when it is needed, so a text follows the
// language by a getter.
function current(): Record<string, Record<string, AriaText>> {
  const packages: Record<string, Record<string, AriaText>> = {};
  for (const [name, texts] of Object.entries(ariaWords.vi)) {
    const own: Record<string, AriaText> = {};
    for (const key of Object.keys(texts)) {
      Object.defineProperty(own, key, {
        enumerable: true,
        get: () => (ariaWords[spoken] as unknown as typeof packages)[name]?.[key],
      });
    }
    packages[name] = own;
  }
  return packages;
}
