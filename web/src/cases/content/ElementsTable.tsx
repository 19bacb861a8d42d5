// The assets of a request: up to hundreds of rows, of which the first are shown at once.
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { useTitles } from '../../api/titles';
import { Button } from '../../components/Button';
import { DataTable } from '../../components/DataTable';
import { useLanguage, useWords } from '../../words/context';
import { formatNumber } from '../../words/numbers';
import { inSentence } from '../../words/sentence';
import { useAssets } from './shared';
import { useUnitTitle } from './units';

type Element = Schemas['SharingFiledElement'];

const FIRST = 20;

export function ElementsTable({ of }: { of: readonly Element[] }) {
  const { content, common } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const unitTitle = useUnitTitle();
  const assets = useAssets(of.map(({ asset_id }) => asset_id));
  const [all, setAll] = useState(of.length <= FIRST);
  const shown = all ? of : of.slice(0, FIRST);
  return (
    <div className="stack tight">
      <DataTable
        caption={content.assets}
        rows={shown}
        keyOf={({ asset_id }) => asset_id}
        nameOf={({ asset_id }) => assets.get(asset_id)?.code ?? asset_id}
        columns={[
          {
            id: 'asset',
            title: content.asset,
            kind: 'main',
            cell: ({ asset_id }) => {
              const asset = assets.get(asset_id);
              return asset ? (
                <>
                  <span className="code">{asset.code}</span>{' '}
                  <span className="muted small">{unitTitle.kind(asset.kind)}</span>
                </>
              ) : (
                <span className="muted">{content.hiddenAsset}</span>
              );
            },
          },
          {
            id: 'units',
            title: content.units,
            cell: ({ asset_id, units }) =>
              units
                .map(({ quantity, unit }) =>
                  content.quantity(
                    formatNumber(quantity, language),
                    inSentence(unitTitle.unit(assets.get(asset_id)?.kind, unit)),
                  ),
                )
                .join(', '),
          },
          {
            id: 'free',
            title: content.information.free,
            cell: ({ asset_id }) => {
              const band = assets.get(asset_id)?.free_band;
              return band ? title('FreeBand', band) : common.none;
            },
          },
        ]}
      />
      {all ? null : (
        <div className="button-row">
          <Button look="quiet" onClick={() => setAll(true)}>
            {common.rows(formatNumber(of.length, language))}: {common.show}
          </Button>
        </div>
      )}
    </div>
  );
}
