// Result of a count in the field.
import { useState } from 'react';
import { createSurvey } from '../api/assets';
import { newKey } from '../api/client';
import { DayField } from '../components/DayField';
import { SelectField, TextAreaField } from '../components/Field';
import { FormBody } from '../components/FormBody';
import { NumberField } from '../components/NumberFields';
import { useSubmit } from '../components/useSubmit';
import { useWords } from '../words/context';
import { dayOf } from '../words/days';
import type { ChangeFormProps } from './ChangePage';

export function SurveyForm({ asset, kind, onDone }: ChangeFormProps) {
  const { register: words } = useWords();
  const { forms } = words;
  const units = kind.units.filter(({ nature }) => nature === 'slot');
  const [unit, setUnit] = useState(units[0]?.id ?? '');
  const [found, setFound] = useState<number | undefined>();
  const [day, setDay] = useState(dayOf(Date.now()));
  const [note, setNote] = useState('');
  const [key] = useState(newKey);
  const submit = useSubmit();
  const send = (): void =>
    void submit.run(async () => {
      const body = {
        unit,
        observed_on: day,
        // What is missing is named by the server, at its field.
        ...(found === undefined ? {} : { found }),
        ...(note.trim() ? { note: note.trim() } : {}),
      } as Parameters<typeof createSurvey>[1];
      await createSurvey(asset.id, body, asset.version, key);
      onDone();
    });
  return (
    <div className="form">
      <FormBody submit={submit} onSubmit={send} label={forms.sendSurvey}>
        <SelectField
          at="/unit"
          label={forms.unit}
          choices={units}
          value={unit}
          onChange={setUnit}
        />
        <NumberField
          at="/found"
          label={forms.found}
          hint={forms.foundHint}
          min={0}
          value={found}
          onChange={setFound}
        />
        <DayField at="/observed_on" label={words.observedOn} value={day} onChange={setDay} />
        <TextAreaField
          at="/note"
          label={forms.note}
          optional
          rows={3}
          value={note}
          onChange={setNote}
        />
      </FormBody>
    </div>
  );
}
