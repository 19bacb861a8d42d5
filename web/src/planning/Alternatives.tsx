// Other ways from one end of the route to the other: through ducts, or with the fewest new poles.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Asset } from '../api/assets';
import { ductPathQuery, supportsQuery } from '../api/planning';
import { assetKindsQuery } from '../api/references';
import { useTitles } from '../api/titles';
import { itemOf, unitsFor, withItems } from '../basket/basket';
import { useBasket } from '../basket/useBasket';
import { Button } from '../components/Button';
import { Panel } from '../components/Panel';
import { Failed } from '../components/Problem';
import { Loading } from '../components/States';
import { Mark } from '../components/Tag';
import { type Position, positionsOf } from '../map/geo';
import { useMe } from '../session/context';
import { useLanguage, useWords } from '../words/context';
import { formatNumber } from '../words/numbers';
import { LeftOut } from './LeftOut';

/** What a way looks like on the map. */
export interface Drawn {
  lines: readonly (readonly Position[])[];
  /** Places of new supports. */
  fresh: readonly Position[];
}

interface DrawingProps {
  onDrawn: (drawn: Drawn | null) => void;
}

/** Draws a way as long as it is shown. */
function useDrawn(drawn: Drawn | null, onDrawn: DrawingProps['onDrawn']): void {
  const written = JSON.stringify(drawn);
  useEffect(() => {
    onDrawn(JSON.parse(written) as Drawn | null);
    return () => onDrawn(null);
  }, [written, onDrawn]);
}

const at = ({ coordinates: [lon = 0, lat = 0] }: { coordinates: readonly number[] }): Position => [
  lon,
  lat,
];

const linesOf = (assets: readonly Asset[]): Position[][] =>
  assets.flatMap(({ geometry }) => (geometry.type === 'LineString' ? [positionsOf(geometry)] : []));

export function Alternatives({ onDrawn }: DrawingProps) {
  const { planning: words } = useWords();
  const [asked, setAsked] = useState<'ducts' | 'supports' | null>(null);
  const { alternatives } = words;
  return (
    <Panel title={alternatives.title}>
      <div className="stack">
        <div className="button-row">
          <Button aria-pressed={asked === 'ducts'} onClick={() => setAsked('ducts')}>
            {alternatives.ducts}
          </Button>
          <Button aria-pressed={asked === 'supports'} onClick={() => setAsked('supports')}>
            {alternatives.supports}
          </Button>
        </div>
        {asked === 'ducts' ? <Ducts onDrawn={onDrawn} /> : null}
        {asked === 'supports' ? <Supports onDrawn={onDrawn} /> : null}
      </div>
    </Panel>
  );
}

function Ducts({ onDrawn }: DrawingProps) {
  const { planning: words } = useWords();
  const { alternatives } = words;
  const language = useLanguage();
  const title = useTitles(language);
  const { basket } = useBasket();
  const found = useQuery(ductPathQuery(basket.route));
  const paths = found.data?.items ?? [];
  useDrawn({ lines: paths.flatMap(({ assets }) => linesOf(assets)), fresh: [] }, onDrawn);
  if (found.isPending) return <Loading lines={3} />;
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  const { items, ended_because, left_out, shortcuts } = found.data;
  return (
    <div className="stack" role="status">
      {items.length === 0 ? (
        <p>{alternatives.noDucts(title('DuctPathEnd', ended_because))}</p>
      ) : null}
      {items.map((path, index) => (
        <section key={path.assets.map(({ id }) => id).join()} className="stack tight">
          <h3>
            {alternatives.path(
              index + 1,
              formatNumber(Math.round(path.length_m), language),
              path.owners.map(({ name }) => name).join(', '),
            )}
          </h3>
          <p className="row">
            <Mark
              tone={path.fit === 'fits' ? 'good' : 'soon'}
              icon={path.fit === 'fits' ? 'check' : 'help'}
            >
              {title('Fit', path.fit)}
            </Mark>
            <AddAll assets={path.assets} />
          </p>
          <AssetLine assets={path.assets} />
        </section>
      ))}
      <LeftOut of={left_out} />
      {shortcuts.length > 0 ? (
        <ul className="small">
          {shortcuts.map(({ despite, saves_m, asset_ids }) => (
            <li key={despite}>
              {alternatives.shortcut(
                title('LeftOutReason', despite).toLowerCase(),
                asset_ids.length,
                saves_m === null ? '' : formatNumber(Math.round(saves_m), language),
              )}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function Supports({ onDrawn }: DrawingProps) {
  const { planning: words } = useWords();
  const { alternatives } = words;
  const language = useLanguage();
  const { basket } = useBasket();
  const found = useQuery(supportsQuery(basket.route, basket.buffer_m));
  const places = found.data?.items ?? [];
  useDrawn(
    {
      lines: [places.map(({ geometry }) => at(geometry))],
      fresh: places.filter(({ held_by }) => held_by === 'new').map(({ geometry }) => at(geometry)),
    },
    onDrawn,
  );
  if (found.isPending) return <Loading lines={3} />;
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  const { items, existing_count, new_count, left_out } = found.data;
  const assets = items.flatMap(({ asset }) => (asset ? [asset] : []));
  const fresh = items.filter(({ held_by }) => held_by === 'new');
  const number = (value: number): string => formatNumber(Math.round(value), language);
  return (
    <div className="stack tight" role="status">
      <p className="row">
        <strong>{alternatives.counts(number(existing_count), number(new_count))}</strong>
        <AddAll assets={assets} />
      </p>
      <AssetLine assets={assets} />
      {fresh.length > 0 ? (
        <p className="small">
          {alternatives.fresh(fresh.map(({ along_m }) => `${number(along_m)} m`).join(', '))}
        </p>
      ) : null}
      <LeftOut of={left_out} />
    </div>
  );
}

function AssetLine({ assets }: { assets: readonly Asset[] }) {
  return (
    <ol className="asset-line small">
      {assets.map(({ id, code }) => (
        <li key={id}>
          <Link to="/assets/$assetId" params={{ assetId: id }} className="code">
            {code}
          </Link>
        </li>
      ))}
    </ol>
  );
}

function AddAll({ assets }: { assets: readonly Asset[] }) {
  const { planning: words } = useWords();
  const { basket, update } = useBasket();
  const { data: kinds } = useQuery(assetKindsQuery);
  const me = useMe();
  const mine = new Set(me.memberships.map(({ organization_id }) => organization_id));
  const known = new Set(basket.items.map(({ asset_id }) => asset_id));
  const items = assets
    .filter(({ id, owner }) => !mine.has(owner.id) && !known.has(id))
    .map((asset) => itemOf(asset, unitsFor(asset.kind, basket.needs, kinds?.items ?? [])))
    .filter(({ units }) => units.length > 0);
  if (items.length === 0) return null;
  return (
    <Button icon="plus" onClick={() => void update((now) => withItems(now, items))}>
      {words.along.addAll(items.length)}
    </Button>
  );
}
