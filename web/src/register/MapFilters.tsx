// Layers, filter and legend of the map.
import { useState } from 'react';
import { useTitles } from '../api/titles';
import { Check } from '../components/choices';
import { NumberField } from '../components/NumberFields';
import { Panel } from '../components/Panel';
import { AssetMark } from '../map/BandMark';
import { ASSET_LAYERS, type LayerName, writtenLayers } from '../map/layers';
import { MARK_BANDS } from '../map/symbols';
import type { MapSearch } from '../search';
import { useLanguage, useWords } from '../words/context';
import { OwnerPicker } from './pickers';

interface FiltersProps {
  search: MapSearch;
  layers: readonly LayerName[];
  set: (change: MapSearch, replace?: boolean) => void;
}

const NAMES: readonly LayerName[] = [...ASSET_LAYERS, 'works', 'permits'];

const SAMPLES = [
  ['poles', 'pole'],
  ['ducts', 'manhole'],
  ['sites', 'tower'],
  ['buildings', 'land_plot'],
] as const;

export function MapFilters({ search, layers, set }: FiltersProps) {
  const { map: words } = useWords();
  const title = useTitles(useLanguage());
  const toggle = (layer: LayerName, on: boolean): void => {
    const next = on ? [...layers, layer] : layers.filter((one) => one !== layer);
    set({ layers: writtenLayers(next) });
  };
  // On a narrow screen the map matters more than its settings.
  const [isOpen] = useState(() => matchMedia('(width >= 64em)').matches);
  return (
    <details className="map-settings" open={isOpen}>
      <summary>{words.layersAndFilter}</summary>
      <div className="stack">
        <fieldset className="group tight-group">
          <legend>{words.layers.title}</legend>
          <div>
            {NAMES.map((layer) => (
              <Check
                key={layer}
                checked={layers.includes(layer)}
                onChange={(on) => toggle(layer, on)}
              >
                {words.layers[layer]}
              </Check>
            ))}
          </div>
        </fieldset>
        <NumberField
          at="/filter/free"
          label={words.filter.free}
          hint={words.filter.freeHint}
          min={1}
          max={999}
          value={search.free}
          onChange={(free) => set({ free: free && free > 0 ? free : undefined }, true)}
        />
        <OwnerPicker value={search.owner} onChange={(owner) => set({ owner })} />
        <Panel title={words.legend.title}>
          <ul className="legend">
            {MARK_BANDS.map((band) => (
              <li key={band}>
                <AssetMark kind="pole" band={band} />
                {band === 'unknown'
                  ? words.bandUnknown
                  : words.legend.band(title('FreeBand', band))}
              </li>
            ))}
            {SAMPLES.map(([layer, kind]) => (
              <li key={layer}>
                <AssetMark kind={kind} band="unknown" />
                {words.legend.outlines[layer]}
              </li>
            ))}
            {(['works', 'permits'] as const).map((name) => (
              <li key={name}>
                <svg className={`line-mark ${name}`} viewBox="0 0 28 18" aria-hidden="true">
                  <path d="M1 9h26" />
                </svg>
                {words.layers[name]}
              </li>
            ))}
            <li>{words.legend.counts}</li>
          </ul>
        </Panel>
      </div>
    </details>
  );
}
