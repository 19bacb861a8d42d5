// What is free along a route, in its order: what fits, and what the owner must be asked for.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { AssetKind } from '../api/assets';
import type { RouteAsset, RouteAssets } from '../api/planning';
import { assetKindsQuery } from '../api/references';
import { useTitles } from '../api/titles';
import { itemOf, unitsFor, withItems } from '../basket/basket';
import { useBasket } from '../basket/useBasket';
import { Button, buttonClass } from '../components/Button';
import { type Column, DataTable } from '../components/DataTable';
import { SelectField } from '../components/Field';
import { Notice } from '../components/Notice';
import { Panel } from '../components/Panel';
import { FreeBandMark } from '../map/BandMark';
import { useMe } from '../session/context';
import { useLanguage, useWords } from '../words/context';
import { formatNumber } from '../words/numbers';
import { Alternatives, type Drawn } from './Alternatives';
import { LeftOut } from './LeftOut';
import { WorksOnRoute } from './WorksOnRoute';

const NO_KINDS: readonly AssetKind[] = [];

interface AlongRouteProps {
  answer: RouteAssets;
  /** Draws another way on the map. */
  onDrawn: (drawn: Drawn | null) => void;
}

export function AlongRoute({ answer, onDrawn }: AlongRouteProps) {
  const { planning: words, common } = useWords();
  const language = useLanguage();
  const { basket } = useBasket();
  const number = (value: number): string => formatNumber(Math.round(value), language);
  const { items, gaps, left_out, coverage_percent, length_m, truncated } = answer;
  const title = useTitles(language);
  const [kind, setKind] = useState('');
  const kinds = [...new Set(items.map(({ asset }) => asset.kind))];
  const shown = items.filter(({ asset }) => kind === '' || asset.kind === kind);
  const fits = shown.filter(({ fit }) => fit === 'fits');
  const ask = shown.filter(({ fit }) => fit === 'ask_owner');
  return (
    <div className="stack loose">
      <Notice
        tone={gaps.length === 0 ? 'good' : 'soon'}
        announce="status"
        title={words.along.summary(number(length_m), formatNumber(coverage_percent, language))}
      >
        {gaps.length > 0 ? (
          <>
            <p>{words.along.gaps(gaps.length)}</p>
            <ul>
              {gaps.map(({ from_m, to_m, length_m: length }) => (
                <li key={from_m} className="small">
                  {words.along.gap(number(from_m), number(to_m), number(length))}
                </li>
              ))}
            </ul>
          </>
        ) : null}
        {truncated ? <p>{words.along.truncated}</p> : null}
      </Notice>
      <WorksOnRoute />
      {kinds.length > 1 ? (
        <SelectField
          at="/along/kind"
          label={words.along.kind}
          none={common.all}
          choices={kinds.map((id) => ({ id, title: title('AssetKind', id) }))}
          value={kind}
          onChange={setKind}
        />
      ) : null}
      <RouteTable title={words.along.fits(fits.length)} rows={fits} />
      {ask.length > 0 ? (
        <RouteTable title={words.along.ask(ask.length)} text={words.along.askText} rows={ask} />
      ) : null}
      {left_out.length > 0 ? (
        <Panel title={words.along.leftOut}>
          <LeftOut of={left_out} />
        </Panel>
      ) : null}
      <Alternatives onDrawn={onDrawn} />
      {basket.items.length > 0 ? (
        <div className="selection-bar">
          <span>{words.basket.count(basket.items.length)}</span>
          <Link to="/requests/new" search={{ step: 'basket' }} className={buttonClass('primary')}>
            {words.basket.open}
          </Link>
        </div>
      ) : null}
    </div>
  );
}

interface TableProps {
  title: string;
  text?: string;
  rows: readonly RouteAsset[];
}

function RouteTable({ title, text, rows }: TableProps) {
  const { planning: words, register } = useWords();
  const language = useLanguage();
  const kindTitle = useTitles(language);
  const me = useMe();
  const { basket, update } = useBasket();
  const { data } = useQuery(assetKindsQuery);
  const kinds = data?.items ?? NO_KINDS;
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const mine = new Set(me.memberships.map(({ organization_id }) => organization_id));
  const inBasket = new Set(basket.items.map(({ asset_id }) => asset_id));
  const number = (value: number): string => formatNumber(Math.round(value), language);
  const canAdd = ({ asset }: RouteAsset): boolean =>
    !mine.has(asset.owner.id) && !inBasket.has(asset.id);
  const add = (some: readonly RouteAsset[]): void => {
    const items = some
      .filter(canAdd)
      .map(({ asset, fit }) => itemOf({ ...asset, fit }, unitsFor(asset.kind, basket.needs, kinds)))
      .filter(({ units }) => units.length > 0);
    void update((now) => withItems(now, items));
    setKeys(new Set());
  };
  const columns: readonly Column<RouteAsset>[] = [
    {
      id: 'asset',
      title: register.code,
      kind: 'main',
      cell: ({ asset }) => (
        <>
          <Link to="/assets/$assetId" params={{ assetId: asset.id }} className="cell-title code">
            {asset.code}
          </Link>
          <span className="cell-sub">{kindTitle('AssetKind', asset.kind)}</span>
        </>
      ),
    },
    {
      id: 'along',
      title: words.along.place,
      cell: ({ along_m, off_m }) => (
        <>
          {words.along.at(number(along_m))}
          <span className="cell-sub">{words.along.off(number(off_m))}</span>
        </>
      ),
    },
    {
      id: 'free',
      title: register.free,
      cell: ({ asset }) => <FreeBandMark kind={asset.kind} band={asset.free_band} />,
    },
    { id: 'owner', title: register.owner, cell: ({ asset }) => asset.owner.name },
    {
      id: 'basket',
      title: words.basket.title,
      cell: ({ asset }) =>
        mine.has(asset.owner.id)
          ? words.along.own
          : inBasket.has(asset.id)
            ? words.inBasket
            : words.along.notYet,
    },
  ];
  const chosen = rows.filter(({ asset }) => keys.has(asset.id));
  const addable = rows.filter(canAdd);
  return (
    <Panel
      title={title}
      flush="flush"
      aside={
        <span className="button-row">
          {chosen.length > 0 ? (
            <Button icon="plus" look="primary" onClick={() => add(chosen)}>
              {words.along.addChosen(chosen.length)}
            </Button>
          ) : null}
          {addable.length > 0 ? (
            <Button icon="plus" onClick={() => add(addable)}>
              {words.along.addAll(addable.length)}
            </Button>
          ) : null}
        </span>
      }
    >
      {text ? <p className="pad small muted">{text}</p> : null}
      {rows.length === 0 ? (
        <p className="pad muted">{words.along.nothing}</p>
      ) : (
        <DataTable
          caption={title}
          columns={columns}
          rows={rows}
          keyOf={({ asset }) => asset.id}
          nameOf={({ asset }) => asset.code}
          selection={{ keys, set: setKeys }}
        />
      )}
    </Panel>
  );
}
