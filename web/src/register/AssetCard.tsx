// What was chosen on the map: one asset, or a list where several things lie under the pointer.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Asset, assetQuery } from '../api/assets';
import { useTitles } from '../api/titles';
import { AddToBasket } from '../basket/AddToBasket';
import { Button, buttonClass, IconButton } from '../components/Button';
import { Facts } from '../components/Facts';
import { Panel } from '../components/Panel';
import { Failed } from '../components/Problem';
import { Loading } from '../components/States';
import { FreeBandMark } from '../map/BandMark';
import type { Picked } from '../map/MapView';
import { useLanguage, useWords } from '../words/context';

interface CardProps {
  id: string | undefined;
  picked: readonly Picked[];
  onSelect: (id: string) => void;
  onClose: () => void;
  onShow: (asset: Asset) => void;
}

export function AssetCard({ id, picked, onSelect, onClose, onShow }: CardProps) {
  const { map: words, common } = useWords();
  const title = useTitles(useLanguage());
  const asset = useQuery({ ...assetQuery(id ?? ''), enabled: Boolean(id) });
  const close = <IconButton icon="close" label={common.close} onClick={onClose} />;
  if (picked.length > 0)
    return (
      <Panel title={words.picked(picked.length)} aside={close}>
        <ul className="place-results">
          {picked.map((one) => (
            <li key={`${one.layer} ${one.id ?? one.code ?? one.title}`}>
              {one.layer === 'asset' && one.id ? (
                <Button look="quiet" onClick={() => onSelect(one.id ?? '')}>
                  {one.code} · {title('AssetKind', one.kind)}
                </Button>
              ) : (
                <PickedCase one={one} />
              )}
            </li>
          ))}
        </ul>
        {id && asset.data ? <CardFacts asset={asset.data} onShow={onShow} /> : null}
      </Panel>
    );
  if (!id) return null;
  if (asset.isError) return <Failed error={asset.error} again={() => void asset.refetch()} />;
  if (!asset.data) return <Loading lines={4} />;
  return (
    <Panel title={<span className="code">{asset.data.code}</span>} aside={close}>
      <CardFacts asset={asset.data} onShow={onShow} />
    </Panel>
  );
}

/** A case, planned works or a permit under the pointer. */
function PickedCase({ one }: { one: Picked }) {
  const { map: words } = useWords();
  const name = (
    <>
      <strong className="code">{one.code}</strong> {one.title}
    </>
  );
  if (one.layer === 'cases' && one.id)
    return (
      <Link to="/cases/$caseId" params={{ caseId: one.id }} className={buttonClass('quiet')}>
        {name}
      </Link>
    );
  return (
    <p className="pad-line">
      {name}
      <span className="cell-sub">
        {one.layer === 'permits' ? words.layers.permits : words.layers.works}
        {one.layer === 'works' && one.code ? (
          <>
            {' · '}
            <Link to="/cases" search={{ q: one.code }}>
              {words.openCase}
            </Link>
          </>
        ) : null}
      </span>
    </p>
  );
}

function CardFacts({ asset, onShow }: { asset: Asset; onShow: (asset: Asset) => void }) {
  const { map: words, register } = useWords();
  const title = useTitles(useLanguage());
  return (
    <div className="stack">
      <Facts
        narrow="narrow"
        of={[
          [register.kind, title('AssetKind', asset.kind)],
          [register.owner, asset.owner.name],
          [register.free, <FreeBandMark key="band" kind={asset.kind} band={asset.free_band} />],
          [register.lifecycle, title('AssetLifecycle', asset.lifecycle)],
          [register.address, asset.address],
          [register.area, asset.area?.name],
        ]}
      />
      <div className="button-row">
        <Link
          to="/assets/$assetId"
          params={{ assetId: asset.id }}
          className={buttonClass('primary')}
        >
          {words.open}
        </Link>
        <AddToBasket asset={asset} />
        <Button look="quiet" onClick={() => onShow(asset)}>
          {words.showOnMap}
        </Button>
      </div>
    </div>
  );
}
