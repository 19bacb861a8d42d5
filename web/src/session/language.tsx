// Language of the page: the person's, kept in the browser for the login page.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { speak } from '../api/transport';
import { type Language, vietnamese, type Words, wordsOf } from '../words';
import { speakAria } from '../words/aria';
import { WordsProvider } from '../words/context';

const STORED = 'hatang.language';
const Switch = createContext<(language: Language) => void>(() => undefined);

export const useSetLanguage = (): ((language: Language) => void) => useContext(Switch);

export const storedLanguage = (): Language => (localStorage.getItem(STORED) === 'en' ? 'en' : 'vi');

export async function startingWords(): Promise<{ language: Language; words: Words }> {
  const language = storedLanguage();
  const words = language === 'vi' ? vietnamese : await wordsOf(language);
  speakAria(language);
  return { language, words };
}

interface LanguageProps {
  start: { language: Language; words: Words };
  onChange: () => void;
  children: ReactNode;
}

export function LanguageProvider({ start, onChange, children }: LanguageProps) {
  const [current, setCurrent] = useState(start);
  const set = useCallback(
    async (language: Language): Promise<void> => {
      const words = await wordsOf(language);
      speakAria(language);
      localStorage.setItem(STORED, language);
      speak(language);
      setCurrent({ language, words });
      onChange();
    },
    [onChange],
  );
  useEffect(() => {
    document.documentElement.lang = current.language;
  }, [current.language]);
  return (
    <I18nProvider locale={current.language === 'vi' ? 'vi-VN' : 'en-GB'}>
      <WordsProvider {...current}>
        <Switch.Provider value={set}>{children}</Switch.Provider>
      </WordsProvider>
    </I18nProvider>
  );
}
