// Everything that is on the map as lists: the way of the keyboard and of screen readers.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { assetListQuery } from '../api/assets';
import { permitsQuery, worksQuery } from '../api/published';
import { useTitles } from '../api/titles';
import { buttonClass } from '../components/Button';
import { Panel } from '../components/Panel';
import { Failed } from '../components/Problem';
import { Loading } from '../components/States';
import { AssetMark } from '../map/BandMark';
import { type Bounds, type Geometry, middleOf, type Position, touches } from '../map/geo';
import { kindsOf, type LayerName } from '../map/layers';
import type { MapSearch } from '../search';
import { useLanguage, useWords } from '../words/context';
import { shortDay } from '../words/days';

interface InViewProps {
  bbox: string;
  bounds: Bounds;
  search: MapSearch;
  layers: readonly LayerName[];
  ready: boolean;
  onSelect: (id: string) => void;
  onPlace: (at: Position) => void;
}

export function InView(props: InViewProps) {
  const { bbox, search, layers, ready, onSelect } = props;
  const { map: words } = useWords();
  const title = useTitles(useLanguage());
  const kinds = kindsOf(layers);
  const filter = {
    bbox,
    kind: kinds.join(','),
    owner: search.owner,
    free_min: search.free,
    sort: 'code',
  };
  const assets = useQuery({
    ...assetListQuery(filter),
    enabled: ready && kinds.length > 0,
    placeholderData: (before) => before,
  });
  const rows = kinds.length > 0 ? (assets.data?.items ?? []) : [];
  const more = assets.data?.next_cursor !== null;
  return (
    <>
      <Panel
        title={words.inView.title}
        aside={
          <span className="muted small" role="status">
            {assets.data ? words.inView.count(rows.length, more) : ''}
          </span>
        }
        flush="flush"
      >
        {assets.isError ? (
          <Failed error={assets.error} again={() => void assets.refetch()} />
        ) : null}
        {assets.isPending && kinds.length > 0 ? <Loading lines={5} /> : null}
        {rows.length === 0 && !assets.isPending ? (
          <p className="pad muted small">{words.inView.nothing}</p>
        ) : null}
        <ul className="in-view">
          {rows.map((asset) => (
            <li key={asset.id}>
              <button
                type="button"
                className="in-view-row"
                aria-pressed={asset.id === search.sel}
                onClick={() => onSelect(asset.id)}
              >
                <AssetMark kind={asset.kind} band={asset.free_band ?? 'unknown'} />
                <span>
                  <span className="code">{asset.code}</span>
                  <span className="cell-sub">
                    {title('AssetKind', asset.kind)}
                    {asset.free_band
                      ? ` · ${words.inView.free(title('FreeBand', asset.free_band))}`
                      : ''}
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ul>
        <div className="pad button-row screen-only">
          <Link
            to="/assets"
            search={{
              bbox,
              kind: kinds.join(',') || undefined,
              owner: search.owner,
              free: search.free,
            }}
            className={buttonClass('quiet')}
          >
            {words.inView.all}
          </Link>
        </div>
      </Panel>
      {layers.includes('works') ? <Works {...props} /> : null}
      {layers.includes('permits') ? <Permits {...props} /> : null}
      {layers.includes('cases') ? (
        <Panel title={words.layers.cases}>
          <Link to="/cases" className={buttonClass('quiet')}>
            {words.allCases}
          </Link>
        </Panel>
      ) : null}
    </>
  );
}

interface PublishedRow {
  id: string;
  title: string;
  sub: string;
  place: Geometry | null;
}

function Works({ bounds, onPlace }: InViewProps) {
  const { map: words } = useWords();
  const { data } = useQuery(worksQuery);
  const rows = (data ?? []).map((one) => ({
    id: one.code,
    title: one.title,
    sub: [one.code, one.initiator, one.starts_on ? shortDay(one.starts_on) : '']
      .filter(Boolean)
      .join(' · '),
    place: one.place,
  }));
  return <Published title={words.layers.works} rows={rows} bounds={bounds} onPlace={onPlace} />;
}

function Permits({ bounds, onPlace }: InViewProps) {
  const { map: words } = useWords();
  const { data } = useQuery(permitsQuery);
  const rows = (data ?? []).map((one) => ({
    id: one.slug,
    title: one.title,
    sub: [one.number, one.holder, shortDay(one.issued_on)].join(' · '),
    place: one.place,
  }));
  return <Published title={words.layers.permits} rows={rows} bounds={bounds} onPlace={onPlace} />;
}

interface PublishedProps {
  title: string;
  rows: readonly PublishedRow[];
  bounds: Bounds;
  onPlace: (at: Position) => void;
}

function Published({ title, rows, bounds, onPlace }: PublishedProps) {
  const { map: words } = useWords();
  const inside = rows.flatMap((row) =>
    row.place && touches(row.place, bounds) ? [{ ...row, place: row.place }] : [],
  );
  return (
    <Panel title={title} flush="flush">
      {inside.length === 0 ? <p className="pad muted small">{words.inView.nothing}</p> : null}
      <ul className="in-view">
        {inside.map(({ id, title: name, sub, place }) => (
          <li key={id}>
            <button type="button" className="in-view-row" onClick={() => onPlace(middleOf(place))}>
              <span>
                {name}
                <span className="cell-sub">{sub}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
