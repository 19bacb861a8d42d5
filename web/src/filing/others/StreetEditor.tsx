// One street: its name, and its place by drawing, by coordinates, or through assets that stand in it.
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { assetSearchQuery } from '../../api/references';
import { TextField } from '../../components/Field';
import { Picker } from '../../components/Picker';
import { type Geometry, positionsOf, roundedPosition } from '../../map/geo';
import { useWords } from '../../words/context';
import { PlacePicker } from '../PlacePicker';
import { geometryOf, verticesOf } from '../place';
import type { Street } from './campaign';

interface EditorProps {
  at: string;
  street: Street;
  onChange: (part: Partial<Street>) => void;
}

export function StreetEditor({ at, street, onChange }: EditorProps) {
  const { filings, content } = useWords();
  const { campaign: words } = filings;
  // The picker of a place holds what is typed: a place that came otherwise needs a new one.
  const [taken, setTaken] = useState(0);
  // A line begins with one vertex, which is no place yet.
  const [first, setFirst] = useState<Geometry | null>(null);
  const lead = (asset: Geometry): void => {
    const known = street.place?.type === 'LineString' ? verticesOf(street.place) : [];
    const before = known.length > 0 ? known : first ? positionsOf(first) : [];
    const vertices = [...before, ...positionsOf(asset).map(roundedPosition)];
    const place = geometryOf(vertices, ['LineString']);
    setFirst(place ? null : asset);
    if (place) onChange({ place });
    setTaken(taken + 1);
  };
  return (
    <div className="stack">
      <TextField
        at={`${at}/name`}
        label={words.streetName}
        maxLength={300}
        value={street.name}
        onChange={(name) => onChange({ name })}
      />
      <PlacePicker
        key={taken}
        at={`${at}/place`}
        label={content.place}
        hint={words.placeHint}
        shapes={['LineString', 'Polygon']}
        value={street.place}
        onChange={(place) => onChange({ place })}
        {...(first ? { own: { elements: [first] } } : {})}
      >
        <AssetOnStreet at={`${at}/through`} onAsset={lead} />
      </PlacePicker>
    </div>
  );
}

function AssetOnStreet({ at, onAsset }: { at: string; onAsset: (place: Geometry) => void }) {
  const { campaign: words } = useWords().filings;
  const { forms } = useWords();
  const [text, setText] = useState('');
  const { data } = useQuery(assetSearchQuery(useDeferredValue(text)));
  const found = data?.items ?? [];
  return (
    <Picker
      at={at}
      label={words.through}
      optional
      items={found.map(({ id, code, address }) => ({
        id,
        title: code,
        hint: address ?? undefined,
      }))}
      value={null}
      onChange={(item) => {
        const asset = found.find(({ id }) => id === item?.id);
        if (asset) onAsset(asset.geometry);
      }}
      onSearch={setText}
      nothing={forms.nothingFound}
    />
  );
}
