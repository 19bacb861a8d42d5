// Words of the public pages in both languages: loaded with those pages, not with the first one.
import type { Language, Shape } from '.';
import { published as en } from './en/public';
import { published as vi } from './vi/public';

export type PublicWords = Shape<typeof vi>;

export const publicWords = (language: Language): PublicWords => (language === 'vi' ? vi : en);
