import type { Schemas } from '../../api/client';
import { useTitles } from '../../api/titles';
import { DataTable } from '../../components/DataTable';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { useLanguage, useWords } from '../../words/context';
import { formatNumber } from '../../words/numbers';
import { DossierPanels } from './DossierPanel';
import { PlaceDrawing } from './PlaceDrawing';
import { CaseLink, useAssets } from './shared';
import { useUnitTitle } from './units';

export function Siting({ of }: { of: Schemas['SitingContent'] }) {
  const { content, common } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const unitTitle = useUnitTitle();
  const { application } = of;
  const assets = useAssets(application.sharing_answers.map(({ asset_id }) => asset_id));
  const { siting: words } = content;
  return (
    <>
      <DossierPanels of={of.dossier} />
      <Panel title={words.application}>
        <Facts
          of={[
            [content.purpose, application.purpose],
            [
              content.assetKind,
              application.asset_kind ? unitTitle.kind(application.asset_kind) : null,
            ],
            [
              content.height,
              application.height_m
                ? content.meters(formatNumber(application.height_m, language))
                : null,
            ],
            [content.settlement, title('SettlementType', application.settlement)],
            [content.address, application.address],
            [content.place, application.place ? <PlaceDrawing of={application.place} /> : null],
            [words.plan, application.plan_reference],
          ]}
        />
      </Panel>
      <Panel title={words.sharingFirst} flush="flush">
        {application.sharing_answers.length === 0 ? (
          <p className="muted pad">{words.noAnswers}</p>
        ) : (
          <DataTable
            caption={words.sharingFirst}
            rows={application.sharing_answers}
            keyOf={({ asset_id }) => asset_id}
            nameOf={({ asset_id }) => assets.get(asset_id)?.code ?? asset_id}
            columns={[
              {
                id: 'asset',
                title: content.asset,
                kind: 'main',
                cell: ({ asset_id }) => (
                  <span className="code">{assets.get(asset_id)?.code ?? content.hiddenAsset}</span>
                ),
              },
              {
                id: 'why',
                title: words.justification,
                cell: ({ justification }) => justification || common.none,
              },
              {
                id: 'case',
                title: words.sharingCase,
                cell: ({ sharing_case_id }) =>
                  sharing_case_id ? (
                    <CaseLink id={sharing_case_id} code={common.open} />
                  ) : (
                    common.none
                  ),
              },
            ]}
          />
        )}
      </Panel>
    </>
  );
}
