// Layers, filter and legend of the map.
import { useState } from 'react';
import { Check } from '../components/choices';
import { NumberField } from '../components/NumberFields';
import { Panel } from '../components/Panel';
import { type LayerName, writtenLayers } from '../map/layers';
import type { MapSearch } from '../search';
import { useWords } from '../words/context';
import { Legend } from './Legend';
import { OwnerPicker } from './pickers';

interface FiltersProps {
  search: MapSearch;
  layers: readonly LayerName[];
  /** Layers that can be switched on. */
  names: readonly LayerName[];
  set: (change: MapSearch, replace?: boolean) => void;
}

export function MapFilters({ search, layers, names, set }: FiltersProps) {
  const { map: words } = useWords();
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
            {names.map((layer) => (
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
          <Legend layers={names} />
        </Panel>
      </div>
    </details>
  );
}
