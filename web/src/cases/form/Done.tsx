// After an action: what happened, and the next task.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../api/client';
import type { Action, Preview } from '../../api/shapes';
import { tasksQuery } from '../../api/tasks';
import { buttonClass } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { PageTitle } from '../../components/PageTitle';
import { useCodeOf } from '../../words/codeOf';
import { useWords } from '../../words/context';
import { PreviewPanel } from './PreviewPanel';

export interface Outcome {
  action: Action;
  after: Schemas['Case'];
  preview: Preview | null;
}

export function Done({ of: { action, after, preview } }: { of: Outcome }) {
  const { common, forms } = useWords();
  const { data } = useQuery(tasksQuery({ queue: 'mine' }));
  const code = useCodeOf()(after);
  const next = data?.items.find((task) => task.case && task.case.id !== after.id)?.case;
  return (
    <>
      <PageTitle of={`${forms.done(action.title)} – ${code}`} />
      <h1>{forms.done(action.title)}</h1>
      <Notice tone="good" focus="take" title={`${code}: ${after.state_title}`}>
        <p>{after.title}</p>
      </Notice>
      {preview ? <PreviewPanel of={preview} /> : null}
      <div className="button-row">
        <Link to="/cases/$caseId" params={{ caseId: after.id }} className={buttonClass('primary')}>
          {forms.toCase}
        </Link>
        {next ? (
          <Link to="/cases/$caseId" params={{ caseId: next.id }} className={buttonClass()}>
            {forms.nextTask(next.code)}
          </Link>
        ) : (
          <Link to="/work" className={buttonClass()}>
            {common.toWork}
          </Link>
        )}
      </div>
    </>
  );
}
