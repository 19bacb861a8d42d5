// Fields of the works besides those on which the procedure depends.
import { useAssetKinds } from '../../cases/content/units';
import { DayField } from '../../components/DayField';
import { SelectField, TextAreaField, TextField } from '../../components/Field';
import { NumberField } from '../../components/NumberFields';
import { useWords } from '../../words/context';
import { PlacePicker } from '../PlacePicker';
import { PlaceUnit } from '../PlaceUnit';
import type { Filing } from '../useFiling';
import type { Works } from './works';

export function WorksFields({ of: { content, set } }: { of: Filing<Works> }) {
  const { construction: words, content: nouns, filing } = useWords();
  const kinds = useAssetKinds();
  return (
    <div className="form">
      <TextField
        at="/title"
        label={words.name}
        hint={words.nameHint}
        maxLength={300}
        value={content.title}
        onChange={(title) => set({ title })}
      />
      <SelectField
        at="/asset_kind"
        label={nouns.assetKind}
        none={filing.choose}
        choices={kinds}
        value={content.asset_kind}
        onChange={(asset_kind) => set({ asset_kind })}
      />
      <NumberField
        at="/height_m"
        label={nouns.height}
        optional
        kind="fraction"
        unit="m"
        min={0}
        value={content.height_m}
        onChange={(height_m) => set({ height_m })}
      />
      <TextAreaField
        at="/description"
        label={nouns.description}
        optional
        rows={3}
        max={5000}
        value={content.description}
        onChange={(description) => set({ description })}
      />
      <DayField
        at="/starts_on"
        label={nouns.startsOn}
        value={content.starts_on}
        onChange={(starts_on) => set({ starts_on })}
      />
    </div>
  );
}

export function WorksPlace({ of: { content, set } }: { of: Filing<Works> }) {
  const { construction: words, content: nouns } = useWords();
  return (
    <PlacePicker
      at="/place"
      label={nouns.place}
      hint={words.placeHint}
      shapes={['LineString', 'Point', 'Polygon']}
      value={content.place}
      onChange={(place) => set({ place })}
    >
      <PlaceUnit place={content.place} office="other" />
      <TextField
        at="/address"
        label={nouns.address}
        optional
        maxLength={500}
        value={content.address}
        onChange={(address) => set({ address })}
      />
    </PlacePicker>
  );
}
