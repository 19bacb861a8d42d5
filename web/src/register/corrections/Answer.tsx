// The owner's answer to a correction: approved at once, or rejected with a reason.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { newKey } from '../../api/client';
import { approveCorrection, type Correction, rejectCorrection } from '../../api/corrections';
import { Button } from '../../components/Button';
import { TextAreaField } from '../../components/Field';
import { FormBody } from '../../components/FormBody';
import { Notice } from '../../components/Notice';
import { Panel } from '../../components/Panel';
import { Refusal } from '../../components/Problem';
import { useSubmit } from '../../components/useSubmit';
import { useWords } from '../../words/context';

const LONGEST_REASON = 1000;

export function Answer({ of }: { of: Correction }) {
  const { corrections: words, common } = useWords();
  const queries = useQueryClient();
  const submit = useSubmit();
  const [key] = useState(newKey);
  const [rejecting, setRejecting] = useState(false);
  const [reason, setReason] = useState('');
  const [answered, setAnswered] = useState(false);
  const answer = (act: () => Promise<unknown>): void =>
    void submit.run(async () => {
      await act();
      setAnswered(true);
      setRejecting(false);
      await queries.invalidateQueries({ queryKey: ['asset'] });
    });
  if (of.status !== 'proposed')
    return answered ? (
      <Notice
        tone="good"
        announce="status"
        focus="take"
        title={of.status === 'accepted' ? words.approved : words.rejected}
      />
    ) : null;
  return (
    <Panel title={words.answer}>
      {rejecting ? (
        <FormBody
          submit={submit}
          label={words.rejectIt}
          onSubmit={() => answer(() => rejectCorrection(of.id, reason.trim(), of.version, key))}
          extra={
            <Button look="quiet" onClick={() => setRejecting(false)}>
              {common.cancel}
            </Button>
          }
        >
          <TextAreaField
            at="/reason"
            label={words.rejectReason}
            rows={3}
            max={LONGEST_REASON}
            value={reason}
            onChange={setReason}
          />
        </FormBody>
      ) : (
        <div className="stack">
          <p>{words.answerText}</p>
          <Refusal error={submit.error} />
          <div className="button-row">
            <Button
              look="primary"
              icon="check"
              pending={submit.pending}
              onClick={() => answer(() => approveCorrection(of.id, of.version, key))}
            >
              {words.approve}
            </Button>
            <Button look="danger" onClick={() => setRejecting(true)}>
              {words.reject}
            </Button>
          </div>
        </div>
      )}
    </Panel>
  );
}
