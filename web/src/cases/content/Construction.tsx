import type { Schemas } from '../../api/client';
import { useTitles } from '../../api/titles';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { useLanguage, useWords } from '../../words/context';
import { longDay } from '../../words/days';
import { formatNumber } from '../../words/numbers';
import { DossierPanels, ResultPanel } from './DossierPanel';
import { PlaceDrawing } from './PlaceDrawing';
import { CaseLink, Organization } from './shared';
import { useUnitTitle } from './units';

/** A construction permit or a commencement notice. */
export function Construction({ of }: { of: Schemas['ConstructionContent'] }) {
  const { content, common } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const unitTitle = useUnitTitle();
  const { construction: words } = content;
  const { works, route } = of;
  const day = (value: string | null | undefined): string | null =>
    value ? longDay(value, language) : null;
  return (
    <>
      <DossierPanels of={of.dossier} />
      {of.adjustments.map(({ change, result }) =>
        result ? (
          <ResultPanel key={result.number} of={result} title={`${words.adjustments}: ${change}`} />
        ) : null,
      )}
      <Panel title={words.works}>
        <Facts
          of={[
            [words.work, title('ConstructionWorksKind', works.work)],
            [words.class, title('ConstructionWorksClass', works.class)],
            [content.assetKind, works.asset_kind ? unitTitle.kind(works.asset_kind) : null],
            [content.description, works.description],
            [
              content.height,
              works.height_m ? content.meters(formatNumber(works.height_m, language)) : null,
            ],
            [content.settlement, title('SettlementType', works.settlement)],
            [words.inPlan, works.in_plan ? common.yes : common.no],
            [content.address, works.address],
            [content.place, works.place ? <PlaceDrawing of={works.place} /> : null],
            [content.startsOn, day(works.starts_on)],
            [content.startedOn, day(of.started_on)],
            [content.finishedOn, day(of.finished_on)],
            [
              words.sitingCase,
              works.siting_case_id ? (
                <CaseLink id={works.siting_case_id} code={common.open} />
              ) : null,
            ],
            [words.inherited, of.inherited_by ? <Organization id={of.inherited_by} /> : null],
          ]}
        />
      </Panel>
      {route ? (
        <Panel title={words.route}>
          <Facts
            of={[
              [words.routeTo, title('PermitWay', route.to)],
              [words.dossierScope, title('DossierScope', route.dossier)],
              [words.rule, route.clause || route.rule],
            ]}
          />
        </Panel>
      ) : null}
      {of.announcement ? (
        <Panel title={words.announcement}>
          <p>
            {title('NoticeAnnounced', of.announcement.announced)} {of.announcement.notice}
          </p>
        </Panel>
      ) : null}
    </>
  );
}
