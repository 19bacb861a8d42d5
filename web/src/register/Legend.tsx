// What the marks of the map mean.
import { useTitles } from '../api/titles';
import { AssetMark } from '../map/BandMark';
import { CASE_LAYERS, type LayerName } from '../map/layers';
import { MARK_BANDS } from '../map/symbols';
import { useLanguage, useWords } from '../words/context';

const SAMPLES = [
  ['poles', 'pole'],
  ['ducts', 'manhole'],
  ['sites', 'tower'],
  ['buildings', 'land_plot'],
] as const;

export function Legend({ layers }: { layers: readonly LayerName[] }) {
  const { map: words } = useWords();
  const title = useTitles(useLanguage());
  return (
    <ul className="legend">
      {MARK_BANDS.map((band) => (
        <li key={band}>
          <AssetMark kind="pole" band={band} />
          {band === 'unknown' ? words.bandUnknown : words.legend.band(title('FreeBand', band))}
        </li>
      ))}
      {SAMPLES.filter(([layer]) => layers.includes(layer)).map(([layer, kind]) => (
        <li key={layer}>
          <AssetMark kind={kind} band="unknown" />
          {words.legend.outlines[layer]}
        </li>
      ))}
      {CASE_LAYERS.filter((name) => layers.includes(name)).map((name) => (
        <li key={name}>
          <LineMark of={name} />
          {words.layers[name]}
        </li>
      ))}
      {layers.includes('cases') ? (
        <>
          <li>
            <LineMark of="overdue" />
            {words.legend.overdue}
          </li>
          <li>
            <svg className="line-mark mine" viewBox="0 0 28 18" aria-hidden="true">
              <circle cx="14" cy="9" r="6" />
            </svg>
            {words.legend.mine}
          </li>
        </>
      ) : null}
      <li>{words.legend.counts}</li>
    </ul>
  );
}

function LineMark({ of }: { of: string }) {
  return (
    <svg className={`line-mark ${of}`} viewBox="0 0 28 18" aria-hidden="true">
      <path d="M1 9h26" />
    </svg>
  );
}
