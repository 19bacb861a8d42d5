import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { areaQuery } from '../api/references';
import { caseTasksQuery } from '../api/tasks';
import { useTitles } from '../api/titles';
import { useWatched } from '../api/watched';
import { Facts } from '../components/Facts';
import { Panel } from '../components/Panel';
import { usePrinting } from '../components/usePrinting';
import { useLanguage, useWords } from '../words/context';
import { dayOf, longDay } from '../words/days';
import { Content } from './content/Content';
import { CaseLink } from './content/shared';
import { History } from './HistoryTab';
import { useCase } from './useCase';

export function OverviewTab(): ReactNode {
  const { cases, common } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const of = useCase();
  const printing = usePrinting();
  const { data: area } = useQuery({
    ...areaQuery(of?.area_id ?? ''),
    enabled: Boolean(of?.area_id),
  });
  if (!of) return null;
  const stances = (of.my_stances ?? []).map((stance) => title('Stance', stance)).join(', ');
  return (
    <>
      <div className="columns with-aside">
        <div className="stack">
          <Content of={of} />
        </div>
        <aside className="stack">
          <Panel title={cases.parties}>
            <Facts
              narrow="narrow"
              of={[
                [cases.applicant, of.applicant.name],
                [cases.owner, of.owner?.name],
                [cases.authority, of.authority?.name],
                [cases.area, area?.name],
                [cases.stance, stances],
                [
                  cases.filedOn,
                  of.filed_at ? longDay(dayOf(of.filed_at), language) : cases.notFiled,
                ],
                [cases.dossierCode, of.dossier_code],
                [
                  cases.decision,
                  of.decision
                    ? [
                        title('CaseDecision', of.decision),
                        of.decision_mode ? title('CaseDecisionMode', of.decision_mode) : '',
                      ]
                        .filter(Boolean)
                        .join(' – ')
                    : null,
                ],
                [
                  cases.worksStatus,
                  of.works_status ? title('CaseWorksStatus', of.works_status) : null,
                ],
                [
                  cases.previous,
                  of.previous_case_id ? (
                    <CaseLink id={of.previous_case_id} code={common.open} />
                  ) : null,
                ],
              ]}
            />
          </Panel>
          <OpenTasks caseId={of.id} />
        </aside>
      </div>
      {printing ? (
        <section className="stack">
          <h2>{cases.history}</h2>
          <History of={of} />
        </section>
      ) : null}
    </>
  );
}

function OpenTasks({ caseId }: { caseId: string }) {
  const { cases, work } = useWords();
  const { data } = useQuery(caseTasksQuery(caseId));
  useWatched('tasks', data?.items.map(({ id }) => id) ?? []);
  const tasks = data?.items ?? [];
  if (tasks.length === 0) return null;
  return (
    <Panel title={cases.tasks}>
      <ul className="stack tight small">
        {tasks.map((task) => (
          <li key={task.id}>
            <strong>{task.title}</strong>
            <span className="cell-sub">
              {task.organization.name} · {task.claimed_by?.name ?? work.nobody}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
