import type { Schemas } from '../../api/client';
import { type Fact, Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { useLanguage, useWords } from '../../words/context';
import { longDay } from '../../words/days';
import { formatMoney, formatNumber } from '../../words/numbers';
import { ElementsTable } from './ElementsTable';
import { SharingOffers } from './SharingOffers';
import { GapsPanel, Organization, ReasonsPanel } from './shared';

type Content = Schemas['SharingContent'];

export function Sharing({ of }: { of: Content }) {
  const { content } = useWords();
  const language = useLanguage();
  const { sharing: words } = content;
  const { request } = of;
  return (
    <>
      <GapsPanel of={of.gaps} />
      <ReasonsPanel of={of.reasons} />
      <SharingOffers of={of} />
      <Panel title={words.request}>
        <Facts
          of={[
            [
              content.purpose,
              request.purpose ? <p className="pre-line">{request.purpose}</p> : null,
            ],
            [content.startsOn, request.starts_on ? longDay(request.starts_on, language) : null],
            [words.equipment, <Equipment of={request.equipment} />],
          ]}
        />
      </Panel>
      <Panel title={words.elements(request.elements.length)} flush="flush">
        <ElementsTable of={request.elements} />
      </Panel>
      <Progress of={of} />
    </>
  );
}

function Equipment({ of }: { of: Schemas['SharingFiledEquipment'] | null | undefined }) {
  const { content } = useWords();
  const language = useLanguage();
  const { sharing: words } = content;
  if (!of) return null;
  const measured = (value: number | null | undefined, unit: string): string | null =>
    value ? `${formatNumber(value, language)} ${unit}` : null;
  return (
    <>
      <p className="pre-line">{of.description}</p>
      <p className="small muted">
        {(
          [
            [words.diameter, measured(of.diameter_mm, 'mm')],
            [words.weight, measured(of.weight_kg, 'kg')],
            [words.windArea, measured(of.epa_m2, 'm²')],
            [words.power, measured(of.power_w, 'W')],
          ] as const
        )
          .filter(([, value]) => value !== null)
          .map(([label, value]) => `${label}: ${value}`)
          .join(' · ')}
      </p>
    </>
  );
}

function Progress({ of }: { of: Content }) {
  const { content } = useWords();
  const language = useLanguage();
  const { sharing: words } = content;
  const facts: readonly Fact[] = [
    [
      words.entries,
      of.entries.length > 0 ? (
        <ul>
          {of.entries.map(({ crew, on }) => (
            <li key={`${crew} ${on}`}>{words.entry(crew, longDay(on, language))}</li>
          ))}
        </ul>
      ) : null,
    ],
    [
      words.selfHelp,
      of.self_help
        ? `${of.self_help.contractor}, ${longDay(of.self_help.starts_on, language)}`
        : null,
    ],
    [
      words.costClaim,
      of.cost_claim
        ? `${formatMoney(of.cost_claim.amount_vnd, language)} – ${of.cost_claim.explanation}`
        : null,
    ],
    [
      words.asBuilt,
      of.as_built ? `${longDay(of.as_built.finished_on, language)} – ${of.as_built.summary}` : null,
    ],
    [
      words.overlashes,
      of.overlashes.length > 0 ? (
        <ul>
          {of.overlashes.map(({ description, starts_on }) => (
            <li key={`${description} ${starts_on}`}>
              {description}, {longDay(starts_on, language)}
            </li>
          ))}
        </ul>
      ) : null,
    ],
    [
      words.objections,
      of.objections.length > 0 ? (
        <ul>
          {of.objections.map(({ explanation }) => (
            <li key={explanation}>{explanation}</li>
          ))}
        </ul>
      ) : null,
    ],
    [
      words.removal,
      of.removal ? (
        <>
          {words.removalBy} {longDay(of.removal.by, language)} – {of.removal.reason}
          {of.removal.confirmed_by.length > 0 ? (
            <span className="cell-sub">
              {words.removalConfirmed}:{' '}
              {of.removal.confirmed_by.map((id) => (
                <Organization key={id} id={id} />
              ))}
            </span>
          ) : null}
        </>
      ) : null,
    ],
    [words.dispute, of.dispute ? `${of.dispute.code} – ${of.dispute.claim}` : null],
    [words.settlement, of.dispute?.settlement],
  ];
  return (
    <>
      {of.surveys.length > 0 ? (
        <Panel title={words.surveys}>
          <ul className="stack tight">
            {of.surveys.map(({ on, findings }) => (
              <li key={`${on} ${findings}`}>
                <strong>{words.survey(longDay(on, language))}</strong>
                <p className="pre-line">{findings || words.noFindings}</p>
              </li>
            ))}
          </ul>
        </Panel>
      ) : null}
      {facts.some(([, value]) => Boolean(value)) ? (
        <Panel title={words.progress}>
          <Facts of={facts} />
        </Panel>
      ) : null}
    </>
  );
}
