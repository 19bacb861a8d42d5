import { useState } from 'react';
import { updateAsset } from '../api/assets';
import { newKey } from '../api/client';
import { Check } from '../components/choices';
import { TextAreaField, TextField } from '../components/Field';
import { FormBody } from '../components/FormBody';
import { NumberField } from '../components/NumberFields';
import { Panel } from '../components/Panel';
import { useSubmit } from '../components/useSubmit';
import { useWords } from '../words/context';
import { AttributeFields } from './AttributeFields';
import type { ChangeFormProps } from './ChangePage';
import { type CapacityDraft, draftOf, patchOf } from './patch';

const PARTS = ['installed', 'own_use', 'blocked', 'policy_reserve'] as const;

export function EditForm({ asset, kind, onDone }: ChangeFormProps) {
  const { register: words, common } = useWords();
  const [draft, setDraft] = useState(() => draftOf(asset));
  const [key] = useState(newKey);
  const submit = useSubmit();
  const members: Record<string, string> = words.members;
  const send = (): void =>
    void submit.run(async () => {
      const patch = patchOf(asset, draft);
      if (patch) await updateAsset(asset.id, patch, asset.version, key);
      onDone();
    });
  const setCapacity = (index: number, part: Partial<CapacityDraft>): void =>
    setDraft({
      ...draft,
      capacity: draft.capacity.map((one, at) => (at === index ? { ...one, ...part } : one)),
    });
  return (
    <div className="form">
      <FormBody submit={submit} onSubmit={send} label={common.save}>
        <TextField
          at="/address"
          label={words.address}
          optional
          value={draft.address}
          onChange={(address) => setDraft({ ...draft, address })}
        />
        <AttributeFields
          kind={kind}
          values={draft.attributes}
          onChange={(attributes) => setDraft({ ...draft, attributes })}
        />
        {draft.capacity.map((one, index) => (
          <fieldset key={one.unit} className="group">
            <legend>{kind.units.find(({ id }) => id === one.unit)?.title ?? one.unit}</legend>
            <div className="filters">
              {PARTS.map((part) => (
                <NumberField
                  key={part}
                  at={`/capacity/${index}/${part}`}
                  label={members[part]}
                  min={0}
                  value={one[part]}
                  onChange={(value) => setCapacity(index, { [part]: value })}
                />
              ))}
            </div>
          </fieldset>
        ))}
        <Check
          checked={draft.shareable}
          onChange={(shareable) => setDraft({ ...draft, shareable })}
        >
          {words.forms.shareable}
        </Check>
        {draft.shareable ? null : (
          <TextAreaField
            at="/not_shareable_reason"
            label={words.notShareableReason}
            value={draft.not_shareable_reason}
            onChange={(why) => setDraft({ ...draft, not_shareable_reason: why })}
          />
        )}
        <Panel title={words.forms.why}>
          <TextAreaField
            at="/reason"
            label={words.forms.reason}
            hint={words.forms.reasonHint}
            optional
            rows={2}
            value={draft.reason}
            onChange={(reason) => setDraft({ ...draft, reason })}
          />
        </Panel>
      </FormBody>
    </div>
  );
}
