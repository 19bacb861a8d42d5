import { type ReactNode, useId } from 'react';
import { useLanguage } from '../words/context';
import { type GalleryWords, galleryWords } from '../words/gallery';

export const useGallery = (): GalleryWords => galleryWords(useLanguage());

/** Examples of one family of components under a heading. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="stack" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}
