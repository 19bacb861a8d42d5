// The case beside the form: what is decided about.
import type { CaseFull } from '../../api/cases';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { ClockStrip } from '../../summary/ClockStrip';
import { StateTag } from '../../summary/StateTag';
import { useCodeOf } from '../../words/codeOf';
import { useLanguage, useWords } from '../../words/context';
import { dayOf, longDay } from '../../words/days';

export function CaseAside({ of }: { of: CaseFull }) {
  const { cases } = useWords();
  const language = useLanguage();
  const codeOf = useCodeOf();
  return (
    <aside className="stack">
      <Panel title={codeOf(of)}>
        <div className="stack">
          <Facts
            narrow="narrow"
            of={[
              [cases.state, <StateTag key="state" of={of} />],
              [cases.applicant, of.applicant.name],
              [cases.owner, of.owner?.name],
              [cases.authority, of.authority?.name],
              [cases.filedOn, of.filed_at ? longDay(dayOf(of.filed_at), language) : cases.notFiled],
            ]}
          />
          <ClockStrip of={of} />
          <p className="small">
            <a href={`/cases/${of.id}`} target="_blank" rel="noreferrer">
              {cases.openBeside}
            </a>
          </p>
        </div>
      </Panel>
    </aside>
  );
}
