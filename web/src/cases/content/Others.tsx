// Disputes, requests for information, and clean-up campaigns.
import type { Schemas } from '../../api/client';
import { useTitles } from '../../api/titles';
import { DataTable } from '../../components/DataTable';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { Tag } from '../../components/Tag';
import { useLanguage, useWords } from '../../words/context';
import { longDay } from '../../words/days';
import { formatMoney, formatNumber } from '../../words/numbers';
import { inSentence } from '../../words/sentence';
import { PlaceDrawing } from './PlaceDrawing';
import { CaseLink, Organization, ReasonsPanel, useAssets } from './shared';
import { useUnitTitle } from './units';

export function Dispute({ of }: { of: Schemas['DisputeContent'] }) {
  const { content, common } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const { dispute: words } = content;
  const { ruling } = of;
  return (
    <>
      {ruling ? (
        <Panel title={words.ruling}>
          <Facts
            of={[
              [words.verdict, <Tag>{title('DisputeVerdict', ruling.verdict)}</Tag>],
              [content.sharing.summary, ruling.summary],
              [
                content.sharing.rent,
                ruling.rent_vnd_per_month ? formatMoney(ruling.rent_vnd_per_month, language) : null,
              ],
              [content.sharing.terms, ruling.terms],
            ]}
          />
        </Panel>
      ) : null}
      <ReasonsPanel of={of.reasons} />
      <Panel title={words.claim}>
        <Facts
          of={[
            [
              words.about,
              of.claim.case_id ? (
                <CaseLink id={of.claim.case_id} code={of.about ?? common.open} />
              ) : (
                of.about
              ),
            ],
            [words.respondent, of.respondent ? <Organization id={of.respondent} /> : null],
            [words.claim, <p className="pre-line">{of.claim.claim}</p>],
            [words.remedy, of.claim.remedy],
            [content.sharing.settlement, of.settlement],
          ]}
        />
      </Panel>
      {of.statements.length > 0 ? (
        <Panel title={words.statements}>
          <ul className="stack">
            {of.statements.map(({ by, text }) => (
              <li key={`${by} ${text}`}>
                <strong>
                  <Organization id={by} />
                </strong>
                <p className="pre-line">{text}</p>
              </li>
            ))}
          </ul>
        </Panel>
      ) : null}
    </>
  );
}

export function Information({ of }: { of: Schemas['InformationContent'] }) {
  const { content } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const unitTitle = useUnitTitle();
  const { information: words } = content;
  const { inquiry, disclosure } = of;
  return (
    <>
      <Panel title={words.inquiry}>
        <Facts
          of={[
            [content.purpose, inquiry.purpose],
            [content.owner, inquiry.owner_id ? <Organization id={inquiry.owner_id} /> : null],
            [content.place, inquiry.place ? <PlaceDrawing of={inquiry.place} /> : null],
            [
              words.within,
              inquiry.within_m ? content.meters(formatNumber(inquiry.within_m, language)) : null,
            ],
          ]}
        />
      </Panel>
      <ReasonsPanel of={of.reasons} />
      {disclosure ? (
        <Panel title={words.disclosed(disclosure.items.length)} flush="flush">
          {disclosure.cut_off ? <p className="pad muted">{words.cutOff}</p> : null}
          <DataTable
            caption={words.disclosed(disclosure.items.length)}
            rows={disclosure.items}
            keyOf={({ asset_id }) => asset_id}
            nameOf={({ code }) => code}
            columns={[
              {
                id: 'asset',
                title: content.asset,
                kind: 'main',
                cell: ({ code }) => <span className="code">{code}</span>,
              },
              { id: 'kind', title: content.assetKind, cell: ({ kind }) => unitTitle.kind(kind) },
              { id: 'free', title: words.free, cell: ({ free }) => title('FreeBand', free) },
            ]}
          />
        </Panel>
      ) : (
        <p className="muted">{words.notYet}</p>
      )}
    </>
  );
}

export function Campaign({ of }: { of: Schemas['CleanUpContent'] }) {
  const { content } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const unitTitle = useUnitTitle();
  const assets = useAssets(of.items.map(({ asset_id }) => asset_id));
  const { campaign: words } = content;
  const measured = (measure: Schemas['CleanUpMeasure'] | null | undefined) =>
    measure
      ? [
          words.measured(longDay(measure.on, language)),
          `${words.assets}: ${formatNumber(measure.assets, language)}`,
          measure.in_use === undefined || measure.in_use === null
            ? null
            : `${words.inUse}: ${formatNumber(measure.in_use, language)}`,
          measure.nobodys === null
            ? null
            : `${words.nobodys}: ${formatNumber(measure.nobodys, language)}`,
        ]
          .filter(Boolean)
          .join(' · ')
      : null;
  return (
    <>
      <Panel title={words.title}>
        <Facts
          of={[
            [content.purpose, of.campaign.purpose],
            [words.streets, of.campaign.streets.map(({ name }) => name).join(', ')],
            [
              content.information.within,
              of.campaign.within_m === null
                ? null
                : content.meters(formatNumber(of.campaign.within_m, language)),
            ],
            [content.contact, of.campaign.contact],
            [words.before, measured(of.before)],
            [words.after, measured(of.after)],
            [
              words.tidied,
              of.tidied_by.length > 0 ? (
                <ul>
                  {of.tidied_by.map((id) => (
                    <li key={id}>
                      <Organization id={id} />
                    </li>
                  ))}
                </ul>
              ) : null,
            ],
          ]}
        />
      </Panel>
      {of.items.length > 0 ? (
        <Panel title={words.items(of.items.length)} flush="flush">
          <DataTable
            caption={words.items(of.items.length)}
            rows={of.items}
            keyOf={({ number, asset_id }) => `${number} ${asset_id}`}
            nameOf={({ number }) => String(number)}
            columns={[
              { id: 'tag', title: words.tag, kind: 'main', cell: ({ number }) => number },
              {
                id: 'asset',
                title: content.asset,
                cell: ({ asset_id }) => (
                  <span className="code">{assets.get(asset_id)?.code ?? content.hiddenAsset}</span>
                ),
              },
              {
                id: 'units',
                title: content.units,
                cell: ({ quantity, unit, asset_id }) =>
                  content.quantity(
                    formatNumber(quantity, language),
                    inSentence(unitTitle.unit(assets.get(asset_id)?.kind, unit)),
                  ),
              },
              {
                id: 'status',
                title: content.result,
                cell: ({ status }) => <Tag>{title('CampaignItemStatus', status)}</Tag>,
              },
            ]}
          />
        </Panel>
      ) : null}
    </>
  );
}
