// Fields of the works besides those on which the procedure depends.
import { DayField } from '../../components/DayField';
import { TextAreaField, TextField } from '../../components/Field';
import { useWords } from '../../words/context';
import { BuiltFields } from '../BuiltFields';
import { PlacePicker } from '../PlacePicker';
import { PlaceUnit } from '../PlaceUnit';
import type { Filing } from '../useFiling';
import type { Works } from './works';

export function WorksFields({ of: { content, set } }: { of: Filing<Works> }) {
  const { construction: words, content: nouns } = useWords();
  return (
    <div className="form">
      <BuiltFields label={words.name} hint={words.nameHint} content={content} set={set} />
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
