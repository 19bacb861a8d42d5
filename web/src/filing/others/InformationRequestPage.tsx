// An information request: which owner, where, and for what.
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { areasQuery } from '../../api/assets';
import { TextAreaField, TextField } from '../../components/Field';
import { NumberField } from '../../components/NumberFields';
import { OrganizationPicker } from '../../components/OrganizationPicker';
import { Picker } from '../../components/Picker';
import type { Geometry } from '../../map/geo';
import { useWords } from '../../words/context';
import { contains } from '../../words/fold';
import { Applicant, Ending, FilingFrame } from '../FilingFrame';
import { PlacePicker } from '../PlacePicker';
import type { Filing } from '../useFiling';
import { areaOfBox, type InformationRequest, informationRequestSpec } from './informationRequest';

const MOST_AROUND = 2000;

export function InformationRequestPage() {
  const { information } = useWords().filings;
  const { bbox, owner } = useSearch({ from: '/inside/cases/new/information-request' });
  return (
    <FilingFrame
      spec={informationRequestSpec({ bbox, owner })}
      title={information.title}
      intro={information.intro}
    >
      {(filing) => (
        <div className="stack loose">
          <What of={filing} />
          <Where of={filing} />
          <Ending of={filing} />
        </div>
      )}
    </FilingFrame>
  );
}

interface PartProps {
  of: Filing<InformationRequest>;
}

function What({ of }: PartProps) {
  const { filings: words } = useWords();
  const { content, set } = of;
  return (
    <div className="form">
      <Applicant of={of} />
      <TextField
        at="/title"
        label={words.name}
        hint={words.information.nameHint}
        maxLength={300}
        value={content.title}
        onChange={(title) => set({ title })}
      />
      <OrganizationPicker
        at="/owner_id"
        label={words.information.owner}
        value={content.owner_id}
        onChange={(owner) => set({ owner_id: owner ?? '' })}
      />
      <TextAreaField
        at="/purpose"
        label={words.information.purpose}
        rows={3}
        max={5000}
        value={content.purpose}
        onChange={(purpose) => set({ purpose })}
      />
    </div>
  );
}

function Where({ of }: PartProps) {
  const { filings: words, content: nouns } = useWords();
  const { content, set } = of;
  // The picker of a place holds what is typed: another place needs a new one.
  const [taken, setTaken] = useState(0);
  return (
    <section className="stack" aria-label={words.where}>
      <h2>{words.where}</h2>
      <PlacePicker
        key={taken}
        at="/place"
        label={nouns.place}
        hint={words.information.placeHint}
        shapes={['Polygon', 'LineString', 'Point']}
        value={content.place}
        onChange={(place) => set({ place })}
      >
        <UnitBox
          onBox={(place) => {
            set({ place });
            setTaken(taken + 1);
          }}
        />
        {content.place && content.place.type !== 'Polygon' ? (
          <NumberField
            at="/within_m"
            label={words.information.within}
            unit="m"
            min={1}
            max={MOST_AROUND}
            value={content.within_m}
            onChange={(within_m) => set({ within_m })}
          />
        ) : null}
      </PlacePicker>
    </section>
  );
}

const MOST_SHOWN = 20;

function UnitBox({ onBox }: { onBox: (place: Geometry) => void }) {
  const { filings, map } = useWords();
  const [typed, setTyped] = useState('');
  const { data } = useQuery(areasQuery);
  const areas = (data ?? []).filter(({ bbox, name }) => bbox && contains(name, typed));
  return (
    <Picker
      at="/unit"
      label={filings.information.unit}
      hint={filings.information.unitHint}
      optional
      items={areas.slice(0, MOST_SHOWN).map(({ id, name }) => ({ id, title: name }))}
      value={null}
      onChange={(item) => {
        const place = areaOfBox(areas.find(({ id }) => id === item?.id)?.bbox ?? []);
        if (place) onBox(place);
      }}
      onSearch={setTyped}
      nothing={map.filter.nothing}
    />
  );
}
