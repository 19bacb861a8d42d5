// What is to be built and where; the unit and its office are named as soon as the place is known.
import { Link, useSearch } from '@tanstack/react-router';
import { useTitleList } from '../../api/titles';
import { buttonClass } from '../../components/Button';
import { Radios } from '../../components/choices';
import { TextAreaField, TextField } from '../../components/Field';
import { useLanguage, useWords } from '../../words/context';
import { BuiltFields } from '../BuiltFields';
import { Applicant } from '../FilingFrame';
import { PlacePicker } from '../PlacePicker';
import { PlaceUnit } from '../PlaceUnit';
import type { Filing } from '../useFiling';
import type { Siting } from './siting';

export function PlaceStep({ of }: { of: Filing<Siting> }) {
  const { siting: words, content: nouns } = useWords();
  const search = useSearch({ from: '/inside/cases/new/siting-application' });
  const settlements = useTitleList(useLanguage(), 'SettlementType');
  const { content, set } = of;
  return (
    <div className="stack loose">
      <div className="form">
        <Applicant of={of} />
        <BuiltFields label={words.name} hint={words.nameHint} content={content} set={set} />
        <TextAreaField
          at="/purpose"
          label={nouns.purpose}
          optional
          rows={3}
          max={5000}
          value={content.purpose}
          onChange={(purpose) => set({ purpose })}
        />
      </div>
      <PlacePicker
        at="/place"
        label={nouns.place}
        shapes={['Point']}
        value={content.place}
        onChange={(place) => set({ place })}
      >
        <PlaceUnit place={content.place} />
        <Radios
          at="/settlement"
          legend={nouns.settlement}
          hint={words.settlementHint}
          choices={settlements}
          value={content.settlement}
          onChange={(settlement) => set({ settlement })}
        />
        <TextField
          at="/address"
          label={nouns.address}
          optional
          maxLength={500}
          value={content.address}
          onChange={(address) => set({ address })}
        />
        <TextField
          at="/plan_reference"
          label={nouns.siting.plan}
          hint={words.planHint}
          optional
          maxLength={300}
          value={content.plan_reference}
          onChange={(plan_reference) => set({ plan_reference })}
        />
      </PlacePicker>
      <div className="button-row">
        <Link
          to="/cases/new/siting-application"
          search={{ ...search, step: 'sharing' }}
          className={buttonClass('primary')}
        >
          {words.next.sharing}
        </Link>
      </div>
    </div>
  );
}
