// Capacity of each unit as a bar and the same numbers as a table; competitors see bands.
import type { Asset, AssetKind } from '../api/assets';
import { useTitles } from '../api/titles';
import { Panel } from '../components/Panel';
import { FreeBandMark } from '../map/BandMark';
import { useLanguage, useWords } from '../words/context';
import { formatNumber } from '../words/numbers';
import { type CapacityPart, PARTS, partsOf } from './capacityParts';
import { Filled } from './Filled';

interface CapacityProps {
  asset: Asset;
  kind: AssetKind | undefined;
}

export function Capacity({ asset, kind }: CapacityProps) {
  const { register: words } = useWords();
  const title = useTitles(useLanguage());
  const unitTitle = (unit: string): string => {
    const known = kind?.units.find(({ id }) => id === unit);
    const name = known?.title ?? title('AssetUnit', unit);
    return known?.measure ? `${name} (${known.measure})` : name;
  };
  if (asset.capacity && asset.capacity.length > 0)
    return (
      <Panel title={words.capacity.title}>
        <div className="stack">
          {asset.capacity.map((capacity) => (
            <Bar key={capacity.unit} name={unitTitle(capacity.unit)} of={capacity} />
          ))}
          <ul className="bar-legend">
            {PARTS.map((part) => (
              <li key={part}>
                <Sample part={part} />
                {words.capacity[part]}
              </li>
            ))}
          </ul>
        </div>
      </Panel>
    );
  if (asset.bands.length === 0) return null;
  return (
    <Panel title={words.capacity.title}>
      <div className="stack">
        <dl className="facts">
          {asset.bands.map(({ unit, band }) => (
            <div key={unit}>
              <dt>{unitTitle(unit)}</dt>
              <dd>
                {band === 'available' ? (
                  title('UnitBand', band)
                ) : (
                  <FreeBandMark kind={asset.kind} band={band} />
                )}
              </dd>
            </div>
          ))}
        </dl>
        <p className="muted small">{words.capacity.bandsOnly}</p>
      </div>
    </Panel>
  );
}

const WIDTH = 600;
const HEIGHT = 22;

function Bar({ name, of }: { name: string; of: NonNullable<Asset['capacity']>[number] }) {
  const { register: words } = useWords();
  const language = useLanguage();
  const parts = partsOf(of);
  const shown = parts.filter(({ quantity }) => quantity > 0);
  const text = shown
    .map(({ part, quantity }) =>
      words.capacity.part(words.capacity[part], formatNumber(quantity, language)),
    )
    .join(', ');
  return (
    <div className="stack tight">
      <p className="row between">
        <strong>{name}</strong>
        <span className="small">
          {words.capacity.ofInstalled(
            formatNumber(of.free, language),
            formatNumber(of.installed, language),
          )}
        </span>
      </p>
      <svg
        className="capacity-bar"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${name}: ${text}`}
      >
        {shown.map(({ part, from, to }) => (
          <Filled
            key={part}
            part={part}
            x={from * WIDTH}
            y={0}
            width={Math.max(1, (to - from) * WIDTH)}
            height={HEIGHT}
          />
        ))}
      </svg>
      <p className="small muted">{text}</p>
    </div>
  );
}

function Sample({ part }: { part: CapacityPart }) {
  return (
    <svg className="bar-sample" viewBox="0 0 18 18" aria-hidden="true">
      <Filled part={part} x={1} y={1} width={16} height={16} />
    </svg>
  );
}
