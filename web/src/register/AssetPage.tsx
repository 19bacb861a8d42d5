// One asset: facts, capacity, drawing, place, tenancies, versions, photos and findings.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { assetQuery } from '../api/assets';
import { assetKindsQuery } from '../api/references';
import { useTitles } from '../api/titles';
import { AddToBasket } from '../basket/AddToBasket';
import { Button, buttonClass } from '../components/Button';
import { DayField } from '../components/DayField';
import { Facts } from '../components/Facts';
import { Notice } from '../components/Notice';
import { Panel } from '../components/Panel';
import { Failed } from '../components/Problem';
import { Loading } from '../components/States';
import { Tag } from '../components/Tag';
import { FreeBandMark } from '../map/BandMark';
import { writtenDms } from '../map/coordinates';
import { type Bounds, boundsOf, middleOf, positionsOf } from '../map/geo';
import { bandsFor, FIRST_LAYERS } from '../map/layers';
import { MapView } from '../map/MapView';
import { writtenView } from '../map/view';
import { useMe } from '../session/context';
import { useLanguage, useWords } from '../words/context';
import { addDays, dayOf, longDay } from '../words/days';
import { formatNumber } from '../words/numbers';
import { valueText } from './attributes';
import { Capacity } from './Capacity';
import { Drawing } from './drawings/Drawing';
import { Findings } from './Findings';
import { Photos } from './Photos';
import { signsFor, useMayChange } from './rights';
import { Tenancies } from './Tenancies';
import { Versions } from './Versions';
import './register.css';

const SHOWN = { layers: FIRST_LAYERS, bands: bandsFor(0, []), owner: undefined };
const AROUND = 0.0012;

/** The end of a day in Viet Nam as an instant. */
const endOf = (day: string): string =>
  new Date(Date.parse(`${addDays(day, 1)}T00:00:00+07:00`) - 1000).toISOString();

export function AssetPage() {
  const { assetId } = useParams({ from: '/inside/assets/$assetId' });
  const { on } = useSearch({ from: '/inside/assets/$assetId' });
  const navigate = useNavigate();
  const { register: words, transfers, common, map: mapWords } = useWords();
  const me = useMe();
  const language = useLanguage();
  const title = useTitles(language);
  const found = useQuery(assetQuery(assetId, on ? endOf(on) : undefined));
  const { data: kinds } = useQuery(assetKindsQuery);
  const rights = useMayChange(found.data);
  const setDay = (day: string | undefined): void =>
    void navigate({ to: '/assets/$assetId', params: { assetId }, search: { on: day } });
  const asset = found.data;
  const own = useMemo(() => ({ selected: asset?.geometry }), [asset]);
  const start = useMemo<Bounds | null>(() => {
    const box = asset ? boundsOf(positionsOf(asset.geometry)) : null;
    return box && [box[0] - AROUND, box[1] - AROUND, box[2] + AROUND, box[3] + AROUND];
  }, [asset]);
  if (found.isError)
    return (
      <Failed
        error={found.error}
        again={() => void found.refetch()}
        back={
          on ? (
            <Button onClick={() => setDay(undefined)}>{words.asOf.today}</Button>
          ) : (
            <Link to="/assets" className={buttonClass()}>
              {words.title}
            </Link>
          )
        }
      />
    );
  if (!asset) return <Loading lines={8} />;
  const kind = kinds?.items.find(({ id }) => id === asset.kind);
  const middle = middleOf(asset.geometry);
  return (
    <>
      <title>{`${asset.code} – ${common.product}`}</title>
      <div>
        <p className="trail">
          <Link to="/assets">{words.title}</Link>
          <span>{title('AssetKind', asset.kind)}</span>
        </p>
        <div className="page-head">
          <h1>
            <span className="code">{asset.code}</span>
          </h1>
          <div className="button-row screen-only">
            <AddToBasket asset={asset} />
            {rights.map((change) => (
              <Link
                key={change}
                to="/assets/$assetId/$change"
                params={{ assetId, change }}
                className={buttonClass()}
              >
                {words.change[change]}
              </Link>
            ))}
            {signsFor(me, asset.owner.id) ? (
              <Link to="/transfers/new" search={{ asset: asset.id }} className={buttonClass()}>
                {transfers.ofAsset}
              </Link>
            ) : null}
          </div>
        </div>
        <p className="row">
          <Tag>{title('AssetLifecycle', asset.lifecycle)}</Tag>
          <FreeBandMark kind={asset.kind} band={asset.free_band} />
          {asset.shareable ? null : <Tag tone="soon">{words.notShareable}</Tag>}
          {asset.critical ? <Tag tone="late">{words.critical}</Tag> : null}
          {asset.grade ? (
            <Tag tone={({ green: 'good', amber: 'soon', red: 'late' } as const)[asset.grade]}>
              {title('AssetGrade', asset.grade)}
            </Tag>
          ) : null}
        </p>
      </div>
      {on ? (
        <Notice
          tone="soon"
          title={words.asOf.shown(longDay(on, language))}
          actions={<Button onClick={() => setDay(undefined)}>{words.asOf.today}</Button>}
        />
      ) : null}
      <div className="columns with-aside">
        <div className="stack loose">
          <Capacity asset={asset} kind={kind} />
          <Drawing asset={asset} />
          <Panel title={words.facts}>
            <Facts
              of={[
                [words.owner, asset.owner.name],
                [
                  words.coOwners,
                  (asset.co_owners ?? []).length > 1
                    ? (asset.co_owners ?? [])
                        .map((one) =>
                          words.share(one.name, formatNumber(one.share_percent, language)),
                        )
                        .join('; ')
                    : null,
                ],
                [words.address, asset.address],
                [
                  words.area,
                  asset.area
                    ? asset.area.is_nearest
                      ? words.nearest(asset.area.name)
                      : asset.area.name
                    : null,
                ],
                [words.notShareableReason, asset.not_shareable_reason],
                ...Object.entries(asset.attributes ?? {}).map(
                  ([id, value]) =>
                    [
                      kind?.attributes.find((one) => one.id === id)?.title ?? id,
                      valueText(
                        kind?.attributes.find((one) => one.id === id),
                        value,
                        {
                          language,
                          yes: common.yes,
                          no: common.no,
                        },
                      ),
                    ] as const,
                ),
                [words.confidence, title('AssetConfidence', asset.confidence)],
                [words.visibility, title('AssetVisibility', asset.visibility)],
                [words.source, asset.source],
                [words.observedOn, asset.observed_on ? longDay(asset.observed_on, language) : null],
                [
                  words.decommissionOn,
                  asset.decommission_on ? longDay(asset.decommission_on, language) : null,
                ],
                [words.version, formatNumber(asset.version, language)],
              ]}
            />
            {asset.attributes ? null : <p className="muted small">{words.minimal}</p>}
          </Panel>
          <Tenancies asset={asset} />
          <Versions asset={asset} />
        </div>
        <aside className="stack loose" aria-label={words.aside}>
          <Panel title={words.place}>
            <div className="stack">
              {start ? (
                <MapView
                  size="small"
                  label={mapWords.smallLabel}
                  start={start}
                  shown={SHOWN}
                  own={own}
                />
              ) : null}
              <p className="small">
                {writtenDms(middle)}
                <br />
                <span className="code">
                  {middle.map((one) => formatNumber(Number(one.toFixed(6)), language)).join('; ')}
                </span>
              </p>
              <Link
                to="/map"
                search={{ at: writtenView({ centre: middle, zoom: 17 }), sel: asset.id }}
                className={buttonClass()}
              >
                {mapWords.showOnMap}
              </Link>
            </div>
          </Panel>
          <Panel title={words.asOf.title}>
            <DayField
              at="/as-of"
              label={words.asOf.day}
              value={on ?? ''}
              max={dayOf(Date.now())}
              onChange={(day) => {
                if (day !== (on ?? '')) setDay(day || undefined);
              }}
            />
          </Panel>
          <Photos asset={asset} />
          <Findings asset={asset} />
        </aside>
      </div>
    </>
  );
}
