// Assets of a transfer, with their owner now and their proposed owner side by side.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { assetsQuery } from '../../api/references';
import { useTitles } from '../../api/titles';
import type { Transfer } from '../../api/transfers';
import { DataTable } from '../../components/DataTable';
import { Loading } from '../../components/States';
import { useLanguage, useWords } from '../../words/context';
import { formatNumber } from '../../words/numbers';

interface TransferAssetsProps {
  of: Transfer;
  from: string;
  to: string;
}

export function TransferAssets({ of, from, to }: TransferAssetsProps) {
  const { transfers: words } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const found = useQuery(assetsQuery(of.asset_ids));
  if (found.isPending) return <Loading lines={3} />;
  const rows = of.asset_ids.flatMap((id) => found.data?.get(id) ?? []);
  const isOpen = of.status === 'offered';
  const hidden = of.asset_ids.length - rows.length;
  return (
    <>
      {rows.length > 0 ? (
        <DataTable
          caption={words.assets}
          rows={rows}
          keyOf={({ id }) => id}
          nameOf={({ code }) => code}
          columns={[
            {
              id: 'asset',
              title: words.asset,
              kind: 'main',
              cell: ({ id, code, address }) => (
                <>
                  <Link to="/assets/$assetId" params={{ assetId: id }} className="cell-title code">
                    {code}
                  </Link>
                  <span className="cell-sub">{address}</span>
                </>
              ),
            },
            { id: 'kind', title: words.kind, cell: ({ kind }) => title('AssetKind', kind) },
            { id: 'now', title: isOpen ? words.now : words.from, cell: () => from },
            {
              id: 'proposed',
              title: isOpen ? words.proposed : words.to,
              cell: () => <strong>{to}</strong>,
            },
          ]}
        />
      ) : null}
      {hidden > 0 ? (
        <p className="small muted">{words.hiddenAssets(formatNumber(hidden, language))}</p>
      ) : null}
    </>
  );
}
