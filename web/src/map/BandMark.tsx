// The mark of an asset as the map draws it, with the words of its band.
import { useId } from 'react';
import { useTitles } from '../api/titles';
import { useLanguage, useWords } from '../words/context';
import { FILLED, type MarkBand, outlineOf, PATHS, SIZE } from './symbols';
import './map.css';

export function AssetMark({ kind, band }: { kind: string; band: MarkBand }) {
  const id = useId();
  const outline = PATHS[outlineOf(kind)];
  const part = FILLED[band];
  const top = part === 1 ? 0 : 2 + (SIZE - 4) * (1 - part);
  return (
    <svg
      className={`asset-mark band-${band}`}
      viewBox={`0 0 ${SIZE} ${SIZE}`}
      aria-hidden="true"
      focusable="false"
    >
      <clipPath id={id}>
        <path d={outline} />
      </clipPath>
      {part > 0 ? (
        <rect className="filled" y={top} width={SIZE} height={SIZE} clipPath={`url(#${id})`} />
      ) : null}
      <path className="outline" d={outline} />
      {band === 'none' ? <path className="outline" d="M4.500 11.500l7-7" /> : null}
    </svg>
  );
}

/** Mark and words of the free capacity; never colour alone. */
export function FreeBandMark({ kind, band }: { kind: string; band: MarkBand | undefined }) {
  const title = useTitles(useLanguage());
  const { map } = useWords();
  const known = band ?? 'unknown';
  return (
    <span className="mark">
      <AssetMark kind={kind} band={known} />
      <span>{known === 'unknown' ? map.bandUnknown : title('FreeBand', known)}</span>
    </span>
  );
}
