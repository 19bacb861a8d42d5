import { useLanguage } from '../words/context';
import { type PublicWords, publicWords } from '../words/public';

export const usePublicWords = (): PublicWords => publicWords(useLanguage());
