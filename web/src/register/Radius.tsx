// Assets within a distance of a place, and the way of all of them into the basket.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { type Asset, assetsNearQuery } from '../api/assets';
import { assetKindsQuery } from '../api/references';
import { useTitles } from '../api/titles';
import { useIsPlanner } from '../basket/AddToBasket';
import { itemOf, unitsFor, withItems } from '../basket/basket';
import { useBasket } from '../basket/useBasket';
import { Button, buttonClass } from '../components/Button';
import { NumberField } from '../components/NumberFields';
import { Panel } from '../components/Panel';
import { Failed } from '../components/Problem';
import { Loading } from '../components/States';
import { AssetMark } from '../map/BandMark';
import { type Circle, MOST_RADIUS } from '../map/circle';
import { writtenDegrees } from '../map/coordinates';
import type { Position } from '../map/geo';
import { kindsOf, type LayerName } from '../map/layers';
import { type ChosenPlace, NamedPlacePicker } from '../map/NamedPlacePicker';
import { BothSystems } from '../map/VerticesField';
import type { MapSearch } from '../search';
import { useMe } from '../session/context';
import { useLanguage, useWords } from '../words/context';

interface RadiusProps {
  circle: Circle | null;
  radius: number;
  search: MapSearch;
  layers: readonly LayerName[];
  onCentre: (at: Position) => void;
  onRadius: (metres: number) => void;
  onSelect: (id: string) => void;
  onClose: () => void;
}

export function Radius(props: RadiusProps) {
  const { circle, radius, search, layers, onCentre, onRadius, onSelect, onClose } = props;
  const { map: words, common } = useWords();
  const language = useLanguage();
  const [chosen, setChosen] = useState<ChosenPlace | null>(null);
  // A click on the map sets another centre than the one that was chosen by its name.
  const isChosen = chosen && circle && chosen.at.join() === circle.centre.join();
  const written = circle ? writtenDegrees(circle.centre, language) : '';
  const value = isChosen
    ? chosen
    : circle
      ? { id: written, name: written, at: circle.centre }
      : null;
  return (
    <Panel
      title={words.radius.title}
      aside={
        <span className="screen-only">
          <Button look="quiet" icon="close" onClick={onClose}>
            {common.close}
          </Button>
        </span>
      }
    >
      <div className="stack">
        <p className="small muted screen-only">{words.radius.hint}</p>
        <div className="radius-fields screen-only">
          <NamedPlacePicker
            at="/circle/centre"
            label={words.radius.centre}
            hint={words.radius.centreHint}
            value={value}
            onChange={(place) => {
              setChosen(place);
              if (place) onCentre(place.at);
            }}
          />
          <NumberField
            at="/circle/radius"
            label={words.radius.metres}
            unit="m"
            min={1}
            max={MOST_RADIUS}
            value={radius}
            onChange={(metres) => {
              if (metres) onRadius(metres);
            }}
          />
        </div>
        {circle ? (
          <>
            <BothSystems line={[circle.centre]} />
            <Inside circle={circle} search={search} layers={layers} onSelect={onSelect} />
          </>
        ) : null}
      </div>
    </Panel>
  );
}

interface InsideProps extends Pick<RadiusProps, 'search' | 'layers' | 'onSelect'> {
  circle: Circle;
}

function Inside({ circle, search, layers, onSelect }: InsideProps) {
  const { map: words } = useWords();
  const title = useTitles(useLanguage());
  const kinds = kindsOf(layers);
  const found = useQuery({
    ...assetsNearQuery(circle.centre, circle.radius, {
      kind: kinds.join(','),
      owner: search.owner,
      free_min: search.free,
    }),
    enabled: kinds.length > 0,
  });
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  if (!found.data) return kinds.length > 0 ? <Loading lines={3} /> : null;
  const { items, next_cursor } = found.data;
  return (
    <>
      <p role="status">
        <strong>{words.radius.found(items.length, next_cursor !== null)}</strong>
      </p>
      <ToBasket assets={items} />
      {items.length > 0 ? (
        <ul className="in-view framed">
          {items.map(({ id, code, kind, free_band, owner }) => (
            <li key={id}>
              <button
                type="button"
                className="in-view-row"
                aria-pressed={id === search.sel}
                onClick={() => onSelect(id)}
              >
                <AssetMark kind={kind} band={free_band ?? 'unknown'} />
                <span>
                  <span className="code">{code}</span>
                  <span className="cell-sub">
                    {title('AssetKind', kind)} · {owner.name}
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

function ToBasket({ assets }: { assets: readonly Asset[] }) {
  const { map: words } = useWords();
  const { basket, update } = useBasket();
  const { data: kinds } = useQuery(assetKindsQuery);
  const isPlanner = useIsPlanner();
  const me = useMe();
  const items = useMemo(() => {
    const mine = new Set(me.memberships.map(({ organization_id }) => organization_id));
    const known = new Set(basket.items.map(({ asset_id }) => asset_id));
    return assets
      .filter(({ id, owner, shareable, free_band }) => {
        const hasRoom = free_band !== 'none';
        return shareable && hasRoom && !mine.has(owner.id) && !known.has(id);
      })
      .map((asset) => itemOf(asset, unitsFor(asset.kind, basket.needs, kinds?.items ?? [])))
      .filter(({ units }) => units.length > 0);
  }, [assets, basket, kinds, me]);
  if (!isPlanner) return null;
  return (
    <div className="stack tight screen-only">
      {items.length > 0 ? <p className="small">{words.radius.usable(items.length)}</p> : null}
      <div className="button-row">
        {items.length > 0 ? (
          <Button
            look="primary"
            icon="plus"
            onClick={() => void update((now) => withItems(now, items))}
          >
            {words.radius.add(items.length)}
          </Button>
        ) : null}
        {basket.items.length > 0 ? (
          <Link to="/requests/new" search={{ step: 'basket' }} className={buttonClass('quiet')}>
            {words.radius.openBasket} ({basket.items.length})
          </Link>
        ) : null}
      </div>
    </div>
  );
}
