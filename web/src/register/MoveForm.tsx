// Moves an asset to another state of its life; the server knows which moves there are.
import { useState } from 'react';
import { updateAsset } from '../api/assets';
import { newKey, type Schemas } from '../api/client';
import { useTitleList } from '../api/titles';
import { DayField } from '../components/DayField';
import { SelectField, TextAreaField } from '../components/Field';
import { FormBody } from '../components/FormBody';
import { Panel } from '../components/Panel';
import { useSubmit } from '../components/useSubmit';
import { useLanguage, useWords } from '../words/context';
import type { ChangeFormProps } from './ChangePage';

export function MoveForm({ asset, onDone }: ChangeFormProps) {
  const { register: words } = useWords();
  const lifecycles = useTitleList(useLanguage(), 'AssetLifecycle');
  const [lifecycle, setLifecycle] = useState('');
  const [day, setDay] = useState('');
  const [evidence, setEvidence] = useState('');
  const [reason, setReason] = useState('');
  const [key] = useState(newKey);
  const submit = useSubmit();
  const isAnnounced = lifecycle === 'decommission_notified';
  const send = (): void =>
    void submit.run(async () => {
      if (!lifecycle) return;
      const body: Schemas['AssetPatch'] = {
        lifecycle: lifecycle as Schemas['AssetLifecycle'],
        ...(isAnnounced && day ? { decommission_on: day } : {}),
        ...(isAnnounced && evidence.trim() ? { safety_evidence: evidence.trim() } : {}),
        ...(reason.trim() ? { reason: reason.trim() } : {}),
      };
      await updateAsset(asset.id, body, asset.version, key);
      onDone();
    });
  return (
    <div className="form">
      <Panel title={words.forms.move}>
        <FormBody submit={submit} onSubmit={send} label={words.forms.moveIt}>
          <SelectField
            at="/lifecycle"
            label={words.forms.nextLifecycle}
            none={words.forms.choose}
            choices={lifecycles.filter(({ id }) => id !== asset.lifecycle)}
            value={lifecycle}
            onChange={setLifecycle}
          />
          {isAnnounced ? (
            <>
              <DayField
                at="/decommission_on"
                label={words.decommissionOn}
                value={day}
                onChange={setDay}
              />
              <TextAreaField
                at="/safety_evidence"
                label={words.forms.safetyEvidence}
                hint={words.forms.safetyEvidenceHint}
                optional
                rows={2}
                value={evidence}
                onChange={setEvidence}
              />
            </>
          ) : null}
          <TextAreaField
            at="/move-reason"
            label={words.forms.reason}
            optional
            rows={2}
            value={reason}
            onChange={setReason}
          />
        </FormBody>
      </Panel>
    </div>
  );
}
