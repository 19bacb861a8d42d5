// What will happen when the form is sent: asked of the server, which decides it with the same rules.
import type { Preview } from '../../api/shapes';
import { type Title, useTitles } from '../../api/titles';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { Tag } from '../../components/Tag';
import { useLanguage, useWords } from '../../words/context';
import { longDay } from '../../words/days';
import { formatNumber } from '../../words/numbers';
import { inSentence } from '../../words/sentence';
import { useUnitTitle } from '../content/units';

export function PreviewPanel({ of }: { of: Preview }) {
  const { forms } = useWords();
  const title: Title = useTitles(useLanguage());
  return (
    <Panel title={forms.preview}>
      <Facts
        of={[
          [forms.newState, <Tag tone="accent">{of.state_title}</Tag>],
          [
            forms.decision,
            of.decision
              ? [
                  title('CaseDecision', of.decision),
                  of.decision_mode ? title('CaseDecisionMode', of.decision_mode) : '',
                ]
                  .filter(Boolean)
                  .join(' – ')
              : null,
          ],
          [forms.limits, of.timers.length > 0 ? <Limits of={of.timers} /> : null],
          [forms.capacity, of.capacity.length > 0 ? <Taken of={of.capacity} /> : null],
          [
            forms.letters,
            of.notifications.length > 0 ? (
              <ul>
                {of.notifications.map(({ template, title: name, organizations, legal_class }) => (
                  <li key={`${template} ${organizations.map(({ id }) => id).join()}`}>
                    {name} → {organizations.map((one) => one.name).join(', ') || forms.others}
                    {legal_class === 'legal' ? (
                      <span className="cell-sub">{title('LegalClass', legal_class)}</span>
                    ) : null}
                  </li>
                ))}
              </ul>
            ) : null,
          ],
          [
            forms.papers,
            of.issued_documents.length > 0
              ? of.issued_documents.map((kind) => title('IssuedDocumentKind', kind)).join(', ')
              : null,
          ],
        ]}
      />
    </Panel>
  );
}

function Limits({ of }: { of: Preview['timers'] }) {
  const language = useLanguage();
  const title = useTitles(language);
  const { cases } = useWords();
  return (
    <ul>
      {of.map(({ limit, title: name, status, due_on }) => (
        <li key={limit}>
          {name}: {inSentence(title('TimerStatus', status))}
          {status === 'running'
            ? `, ${inSentence(cases.clock.due(longDay(due_on, language)))}`
            : ''}
        </li>
      ))}
    </ul>
  );
}

const FEW = 12;

function Taken({ of }: { of: Preview['capacity'] }) {
  const { common, forms } = useWords();
  const language = useLanguage();
  const unitTitle = useUnitTitle();
  return (
    <ul>
      {of.slice(0, FEW).map(({ asset_id, asset_code, unit, reserved, in_use }) => (
        <li key={`${asset_id} ${unit}`}>
          <span className="code">{asset_code}</span>: {unitTitle.unit(undefined, unit)}{' '}
          {[
            reserved === 0 ? null : forms.reserved(signed(reserved, language)),
            in_use === 0 ? null : forms.inUse(signed(in_use, language)),
          ]
            .filter(Boolean)
            .join(', ')}
        </li>
      ))}
      {of.length > FEW ? (
        <li className="muted">… {common.rows(formatNumber(of.length, language))}</li>
      ) : null}
    </ul>
  );
}

const signed = (value: number, language: 'vi' | 'en'): string =>
  value > 0 ? `+${formatNumber(value, language)}` : formatNumber(value, language);
