// Whole applications for a site and for works.
import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client';
import { useTitleList } from '../../api/titles';
import { Check } from '../../components/choices';
import { DayField } from '../../components/DayField';
import { SelectField, TextAreaField, TextField } from '../../components/Field';
import { NumberField } from '../../components/NumberFields';
import { useLanguage, useWords } from '../../words/context';
import { useAssets } from '../content/shared';
import { useAssetKinds } from '../content/units';
import type { EditorProps } from './editor';
import { PlaceField } from './PlaceField';
import {
  listOf,
  numberOf,
  objectOf,
  replaced,
  textOf,
  type Value,
  type Values,
  withMember,
} from './values';
import { Whole } from './Whole';

interface PartProps {
  at: string;
  value: Values;
  change: (value: Values) => void;
}

const setter =
  ({ value, change }: PartProps) =>
  (name: string) =>
  (member: Value | undefined): void =>
    change(withMember(value, name, member));

/** Title, kind of structure, height, settlement, address and place: both applications have them. */
function Structure(props: PartProps & { purpose: 'purpose' | 'description' }): ReactNode {
  const { content, forms } = useWords();
  const { at, value, purpose } = props;
  const settlements = useTitleList(useLanguage(), 'SettlementType');
  const kinds = useAssetKinds();
  const set = setter(props);
  return (
    <>
      <TextField
        at={`${at}/title`}
        label={forms.title}
        value={textOf(value.title)}
        onChange={set('title')}
      />
      <TextAreaField
        at={`${at}/${purpose}`}
        label={content[purpose]}
        value={textOf(value[purpose])}
        onChange={set(purpose)}
      />
      <SelectField
        at={`${at}/asset_kind`}
        label={content.assetKind}
        none={forms.choose}
        choices={kinds}
        value={textOf(value.asset_kind)}
        onChange={set('asset_kind')}
      />
      <NumberField
        at={`${at}/height_m`}
        label={content.height}
        kind="fraction"
        unit="m"
        value={numberOf(value.height_m)}
        onChange={set('height_m')}
      />
      <SelectField
        at={`${at}/settlement`}
        label={content.settlement}
        none={forms.choose}
        choices={settlements}
        value={textOf(value.settlement)}
        onChange={set('settlement')}
      />
      <TextField
        at={`${at}/address`}
        label={content.address}
        value={textOf(value.address)}
        onChange={set('address')}
      />
      <PlaceField
        at={`${at}/place`}
        label={content.place}
        value={value.place}
        onChange={set('place')}
      />
    </>
  );
}

export function SitingApplication(props: EditorProps) {
  const { content } = useWords();
  const filed = (props.of.content as Schemas['SitingContent']).application;
  return (
    <Whole {...props} filed={filed}>
      {(value, change) => {
        const part = { at: props.at, value, change };
        return (
          <>
            <Structure {...part} purpose="purpose" />
            <TextField
              at={`${props.at}/plan_reference`}
              label={content.siting.plan}
              optional
              value={textOf(value.plan_reference)}
              onChange={setter(part)('plan_reference')}
            />
            <SharingAnswers {...part} />
          </>
        );
      }}
    </Whole>
  );
}

function SharingAnswers({ at, value, change }: PartProps) {
  const { content } = useWords();
  const answers = listOf(value.sharing_answers);
  const ids = answers.map((answer) => textOf(objectOf(answer).asset_id));
  const assets = useAssets(ids);
  if (answers.length === 0) return null;
  return (
    <fieldset className="group">
      <legend>{content.siting.sharingFirst}</legend>
      {answers.map((answer, index) => {
        const one = objectOf(answer);
        const id = textOf(one.asset_id);
        return (
          <TextAreaField
            key={id}
            at={`${at}/sharing_answers/${index}/justification`}
            label={`${assets.get(id)?.code ?? content.hiddenAsset}: ${content.siting.justification}`}
            rows={2}
            value={textOf(one.justification)}
            onChange={(text) =>
              change({
                ...value,
                sharing_answers: replaced(answers, index, withMember(one, 'justification', text)),
              })
            }
          />
        );
      })}
    </fieldset>
  );
}

export function Works(props: EditorProps) {
  const { content, forms } = useWords();
  const language = useLanguage();
  const kinds = useTitleList(language, 'ConstructionWorksKind');
  const classes = useTitleList(language, 'ConstructionWorksClass');
  const filed = (props.of.content as Schemas['ConstructionContent']).works;
  const { construction } = content;
  return (
    <Whole {...props} filed={filed}>
      {(value, change) => {
        const part = { at: props.at, value, change };
        const set = setter(part);
        return (
          <>
            <Structure {...part} purpose="description" />
            <SelectField
              at={`${props.at}/work`}
              label={construction.work}
              none={forms.choose}
              choices={kinds}
              value={textOf(value.work)}
              onChange={set('work')}
            />
            <SelectField
              at={`${props.at}/class`}
              label={construction.class}
              none={forms.choose}
              choices={classes}
              value={textOf(value.class)}
              onChange={set('class')}
            />
            <Check
              checked={value.in_plan === true}
              onChange={(checked) => change({ ...value, in_plan: checked })}
            >
              {construction.inPlan}
            </Check>
            <DayField
              at={`${props.at}/starts_on`}
              label={content.startsOn}
              value={textOf(value.starts_on)}
              onChange={set('starts_on')}
            />
          </>
        );
      }}
    </Whole>
  );
}
