// Asks before a form with unsent content is left; the content is kept on this computer all the same.
import { useBlocker } from '@tanstack/react-router';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { useWords } from '../../words/context';

export function LeaveGuard({ when }: { when: boolean }) {
  const { forms } = useWords();
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => when && current.pathname !== next.pathname,
    enableBeforeUnload: false,
    withResolver: true,
  });
  const stay = (): void => blocker.reset?.();
  return (
    <Dialog
      title={forms.leaveTitle}
      open={blocker.status === 'blocked'}
      onClose={stay}
      demands="answer"
    >
      <p>{forms.leaveText}</p>
      <div className="button-row">
        <Button look="primary" onClick={stay}>
          {forms.stay}
        </Button>
        <Button onClick={() => blocker.proceed?.()}>{forms.leave}</Button>
      </div>
    </Dialog>
  );
}
