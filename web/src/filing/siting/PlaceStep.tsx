// What is to be built and where; the unit and its office are named as soon as the place is known.
import { Link, useSearch } from '@tanstack/react-router';
import { useTitleList } from '../../api/titles';
import { useAssetKinds } from '../../cases/content/units';
import { buttonClass } from '../../components/Button';
import { Radios } from '../../components/choices';
import { SelectField, TextAreaField, TextField } from '../../components/Field';
import { NumberField } from '../../components/NumberFields';
import { useLanguage, useWords } from '../../words/context';
import { Applicant } from '../FilingFrame';
import { PlacePicker } from '../PlacePicker';
import { PlaceUnit } from '../PlaceUnit';
import type { Filing } from '../useFiling';
import type { Siting } from './siting';

export function PlaceStep({ of }: { of: Filing<Siting> }) {
  const { siting: words, content: nouns, filing } = useWords();
  const search = useSearch({ from: '/inside/cases/new/siting-application' });
  const settlements = useTitleList(useLanguage(), 'SettlementType');
  const kinds = useAssetKinds();
  const { content, set } = of;
  return (
    <div className="stack loose">
      <div className="form">
        <Applicant of={of} />
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
