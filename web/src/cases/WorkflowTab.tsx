// The workflow of a case: a drawing, and the same as lists for those who cannot see it.
import { useQuery } from '@tanstack/react-query';
import { historyQuery, workflowQuery } from '../api/cases';
import type { Schemas } from '../api/client';
import { diagramHref } from '../api/documents';
import { useTitles } from '../api/titles';
import { DataTable } from '../components/DataTable';
import { Panel } from '../components/Panel';
import { Failed } from '../components/Problem';
import { Loading } from '../components/States';
import { Mark } from '../components/Tag';
import { useLanguage, useWords } from '../words/context';
import { inSentence } from '../words/sentence';
import { useCase } from './useCase';

function passedStates(events: readonly Schemas['CaseEvent'][]): ReadonlySet<string> {
  const passed = new Set<string>();
  for (const { events: told } of events)
    for (const event of told) if (event.event === 'taken') passed.add(event.from);
  return passed;
}

export function WorkflowTab() {
  const { cases, common, parts } = useWords();
  const title = useTitles(useLanguage());
  const of = useCase();
  const found = useQuery({
    ...workflowQuery(of?.pack ?? '', of?.kind ?? 'sharing_request'),
    enabled: Boolean(of),
  });
  const { data: history } = useQuery({ ...historyQuery(of?.id ?? ''), enabled: Boolean(of) });
  if (!of || found.isPending) return <Loading />;
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  const workflow = found.data;
  const passed = passedStates(history?.items ?? []);
  const unit = (limit: Schemas['WorkflowLimit']): string =>
    `${limit.amount} ${inSentence(title('LimitUnit', limit.unit))}`;
  return (
    <div className="stack">
      <figure className="stack tight">
        <section
          className="workflow-drawing"
          aria-label={parts.workflow.drawing}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls takes the focus
          tabIndex={0}
        >
          <img
            key={of.version}
            src={diagramHref(of.id)}
            alt={parts.workflow.drawing}
            onLoad={({ currentTarget: { parentElement: box } }) => {
              if (box) box.scrollLeft = (box.scrollWidth - box.clientWidth) / 2;
            }}
          />
        </section>
        <figcaption className="small screen-only">
          <a href={diagramHref(of.id)} target="_blank" rel="noreferrer">
            {parts.workflow.openDrawing}
          </a>
        </figcaption>
      </figure>
      <div className="columns with-aside">
        <Panel title={parts.workflow.limits} flush="flush">
          <DataTable
            caption={parts.workflow.limits}
            rows={workflow.limits}
            keyOf={({ id }) => id}
            nameOf={({ title: name }) => name}
            columns={[
              { id: 'title', title: cases.clock.title, kind: 'main', cell: (limit) => limit.title },
              { id: 'amount', title: parts.workflow.amount, cell: unit },
              {
                id: 'end',
                title: parts.workflow.onExpiry,
                cell: ({ on_expiry }) => title('LimitExpiry', on_expiry),
              },
              {
                id: 'clause',
                title: parts.workflow.clause,
                cell: ({ clause }) => clause || common.none,
              },
            ]}
          />
        </Panel>
        <Panel title={parts.workflow.list}>
          <ol className="states">
            {workflow.states.map(({ id, title: name, phase }) => (
              <li key={id} aria-current={id === of.state ? 'step' : undefined}>
                <StateName here={id === of.state} passed={passed.has(id)} name={name} />
                <span className="small muted">{title('CasePhase', phase)}</span>
              </li>
            ))}
          </ol>
        </Panel>
      </div>
    </div>
  );
}

function StateName({ here, passed, name }: { here: boolean; passed: boolean; name: string }) {
  const { parts } = useWords();
  if (here)
    return (
      <Mark tone="accent" icon="turn">
        <strong>{name}</strong> <span className="small">({parts.workflow.here})</span>
      </Mark>
    );
  if (passed)
    return (
      <Mark tone="good" icon="check">
        {name} <span className="small muted">({parts.workflow.passed})</span>
      </Mark>
    );
  return (
    <Mark tone="plain" icon="circle">
      {name}
    </Mark>
  );
}
