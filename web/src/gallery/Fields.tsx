// Fields of every kind: empty, filled, optional, with a fault, disabled.
import { useState } from 'react';
import { Check, Group, Radios, Tick } from '../components/choices';
import { DayField } from '../components/DayField';
import { type Choice, SelectField, TextAreaField, TextField } from '../components/Field';
import { FileDrop } from '../components/FileDrop';
import { FormBody } from '../components/FormBody';
import { NumberField } from '../components/NumberFields';
import { Picker, type PickerItem } from '../components/Picker';
import { Progress } from '../components/Progress';
import { SearchField } from '../components/SearchField';
import { contains } from '../words/fold';
import { Section, useGallery } from './Section';
import { refusalOf } from './samples';

function useChoices(): readonly Choice[] {
  return Object.entries(useGallery().choices).map(([id, title]) => ({ id, title }));
}

export function Fields() {
  const words = useGallery();
  const choices = useChoices();
  const [text, setText] = useState('');
  const [long, setLong] = useState(words.longText);
  const [chosen, setChosen] = useState('');
  const [whole, setWhole] = useState<number | undefined>(12);
  const [fraction, setFraction] = useState<number | undefined>(12.5);
  const [money, setMoney] = useState<number | undefined>(1_250_000);
  const [day, setDay] = useState('2026-12-14');
  const [off, setOff] = useState('2026-12-12');
  const [early, setEarly] = useState('2026-12-01');
  const [q, setQ] = useState<string | undefined>();
  return (
    <Section title={words.sections.fields}>
      <TextField
        at="/g/text"
        label={words.text1}
        hint={words.hint}
        value={text}
        onChange={setText}
      />
      <TextField
        at="/g/optional"
        label={words.optional}
        optional
        short="short"
        after={<span>mm</span>}
        value={text}
        onChange={setText}
      />
      <TextField
        at="/g/wrong"
        label={words.wrong}
        fault={words.wrongText}
        value={text}
        onChange={setText}
      />
      <TextField
        at="/g/disabled"
        label={words.disabled}
        disabled
        value={words.longText}
        onChange={setText}
      />
      <TextAreaField at="/g/long" label={words.long} max={200} value={long} onChange={setLong} />
      <SelectField
        at="/g/select"
        label={words.select}
        none={words.choose}
        choices={choices}
        value={chosen}
        onChange={setChosen}
      />
      <SelectField
        at="/g/select-disabled"
        label={words.disabled}
        none={words.choose}
        choices={choices}
        value=""
        onChange={setChosen}
        disabled
      />
      <NumberField at="/g/whole" label={words.whole} value={whole} onChange={setWhole} />
      <NumberField
        at="/g/fraction"
        label={words.fraction}
        kind="fraction"
        unit="kg"
        value={fraction}
        onChange={setFraction}
      />
      <NumberField
        at="/g/money"
        label={words.money}
        kind="money"
        unit="đ"
        value={money}
        onChange={setMoney}
      />
      <DayField at="/g/day" label={words.day} value={day} onChange={setDay} />
      <DayField at="/g/day-off" label={words.dayOff} value={off} onChange={setOff} />
      <DayField
        at="/g/early"
        label={words.early}
        min="2026-12-14"
        value={early}
        onChange={setEarly}
      />
      <OnePicker choices={choices} />
      <SearchField at="/g/search" label={words.search} value={q} onSearch={setQ} />
    </Section>
  );
}

function OnePicker({ choices }: { choices: readonly PickerItem[] }) {
  const words = useGallery();
  const [text, setText] = useState('');
  const [item, setItem] = useState<PickerItem | null>(null);
  return (
    <Picker
      at="/g/picker"
      label={words.picker}
      hint={words.hint}
      items={choices.filter(({ title }) => contains(title, text))}
      value={item}
      onChange={setItem}
      onSearch={setText}
      nothing={words.nothing}
    />
  );
}

export function Choices() {
  const words = useGallery();
  const choices = useChoices();
  const [checked, setChecked] = useState(true);
  const [one, setOne] = useState('pole');
  return (
    <Section title={words.sections.choices}>
      <Radios
        at="/g/radios"
        legend={words.radios}
        value={one}
        onChange={setOne}
        choices={choices}
      />
      <Group at="/g/group" legend={words.group} hint={words.hint} optional>
        <Check checked={checked} onChange={setChecked}>
          {words.check}
        </Check>
        <div className="row">
          <Tick checked={checked} onChange={setChecked} label={words.row(1)} />
          <Tick checked={!checked} onChange={() => setChecked(!checked)} label={words.row(2)} />
          <Tick checked disabled onChange={setChecked} label={words.disabled} />
        </div>
      </Group>
    </Section>
  );
}

export function FaultyForm() {
  const words = useGallery();
  const [text, setText] = useState('');
  const [one, setOne] = useState('');
  const error = refusalOf(422, {
    errors: [
      { pointer: '/g/form/name', message: words.wrongText, code: 'too_short', params: {} },
      { pointer: '/g/form/choice', message: words.wrongText, code: 'missing', params: {} },
    ],
  });
  const submit = { pending: false, error, run: () => Promise.resolve(), clear: () => undefined };
  return (
    <Section title={words.sections.form}>
      <FormBody submit={submit} onSubmit={() => undefined} label={words.send}>
        <TextField at="/g/form/name" label={words.text1} value={text} onChange={setText} />
        <Radios
          at="/g/form/choice"
          legend={words.radios}
          value={one}
          onChange={setOne}
          choices={useChoices()}
        />
      </FormBody>
    </Section>
  );
}

export function Files() {
  const words = useGallery();
  return (
    <Section title={words.sections.files}>
      <FileDrop onFiles={() => undefined} hint={words.accepted} />
      <FileDrop onFiles={() => undefined} hint={words.accepted} disabled />
      {[0, 40, 100].map((percent) => (
        <Progress key={percent} label={words.progress(percent)} fraction={percent / 100} />
      ))}
    </Section>
  );
}
