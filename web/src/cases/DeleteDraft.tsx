// Deletes a draft, after a question.
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type CaseFull, deleteDraft } from '../api/cases';
import { Button } from '../components/Button';
import { Dialog } from '../components/Dialog';
import { Refusal } from '../components/Problem';
import { useSubmit } from '../components/useSubmit';
import { useWords } from '../words/context';

export function DeleteDraft({ of }: { of: CaseFull }) {
  const { cases, common } = useWords();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const submit = useSubmit();
  const [open, setOpen] = useState(false);

  const remove = (): void =>
    void submit.run(async () => {
      await deleteDraft(of.id, of.version);
      setOpen(false);
      // The page is left first, so that it does not ask again for a case that is gone.
      await navigate({ to: '/cases' });
      queries.removeQueries({
        predicate: ({ queryKey }) => queryKey[0] === 'case' && queryKey.includes(of.id),
      });
      await queries.invalidateQueries({ queryKey: ['case', 'list'] });
    });

  return (
    <>
      <Button onClick={() => setOpen(true)}>{cases.deleteDraft}</Button>
      <Dialog
        title={cases.deleteDraftTitle}
        open={open}
        onClose={() => setOpen(false)}
        demands="answer"
      >
        <p>{cases.deleteDraftText}</p>
        <Refusal error={submit.error} />
        <div className="button-row">
          <Button look="danger" pending={submit.pending} onClick={remove}>
            {cases.deleteDraft}
          </Button>
          <Button onClick={() => setOpen(false)}>{common.cancel}</Button>
        </div>
      </Dialog>
    </>
  );
}
