// Words and language for components.
import { createContext, type ReactNode, useContext } from 'react';
import { type Language, vietnamese, type Words } from './index';

const Current = createContext<{ words: Words; language: Language }>({
  words: vietnamese,
  language: 'vi',
});

interface ProviderProps {
  words: Words;
  language: Language;
  children: ReactNode;
}

export function WordsProvider({ words, language, children }: ProviderProps) {
  return <Current.Provider value={{ words, language }}>{children}</Current.Provider>;
}

export const useWords = (): Words => useContext(Current).words;
export const useLanguage = (): Language => useContext(Current).language;
