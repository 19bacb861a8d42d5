// Asks once more: a transfer takes effect at once.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { newKey } from '../../api/client';
import { answerTransfer, type Transfer, type TransferAnswer } from '../../api/transfers';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { Refusal } from '../../components/Problem';
import { useSubmit } from '../../components/useSubmit';
import { useWords } from '../../words/context';

interface AnswerDialogProps {
  of: Transfer;
  answer: TransferAnswer | null;
  onClose: () => void;
}

export function AnswerDialog({ of, answer, onClose }: AnswerDialogProps) {
  const { transfers: words, common } = useWords();
  const queries = useQueryClient();
  const submit = useSubmit();
  const [key] = useState(newKey);
  const texts = {
    approve: [words.approveTitle, words.approveText],
    reject: [words.rejectTitle, words.rejectText],
    withdraw: [words.withdrawTitle, words.withdrawText],
  } as const;
  const [title, text] = texts[answer ?? 'approve'];
  const send = (): void =>
    void submit.run(async () => {
      if (!answer) return;
      await answerTransfer(of.id, answer, `${key}-${answer}`);
      onClose();
      await queries.invalidateQueries({ queryKey: ['asset'] });
    });
  return (
    <Dialog title={title} open={answer !== null} onClose={onClose} demands="answer">
      <div className="stack">
        <p>{text}</p>
        <Refusal error={submit.error} />
        <div className="button-row">
          <Button look="primary" pending={submit.pending} onClick={send}>
            {answer ? words[answer] : null}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </div>
    </Dialog>
  );
}
