import type { Language } from '../words';
import { useLanguage, useWords } from '../words/context';
import { useSetLanguage } from './language';

const LANGUAGES: readonly (readonly [Language, string, string])[] = [
  ['vi', 'VI', 'Tiếng Việt'],
  ['en', 'EN', 'English'],
];

export function LanguageSwitch() {
  const { frame } = useWords();
  const language = useLanguage();
  const setLanguage = useSetLanguage();
  return (
    <fieldset className="language-switch">
      <legend className="visually-hidden">{frame.language}</legend>
      {LANGUAGES.map(([id, short, name]) => (
        <button
          key={id}
          type="button"
          lang={id}
          title={name}
          aria-label={`${short} – ${name}`}
          aria-pressed={language === id}
          onClick={() => setLanguage(id)}
        >
          {short}
        </button>
      ))}
    </fieldset>
  );
}
