// The drawing of an asset by its kind, with a table of the same beside it.
import type { Asset } from '../../api/assets';
import { useTitles } from '../../api/titles';
import { Panel } from '../../components/Panel';
import { useLanguage, useWords } from '../../words/context';
import { placesOf } from '../capacityParts';
import { Cabinet } from './Cabinet';
import { DuctSection } from './DuctSection';
import { runsOf } from './layout';
import { Manhole } from './Manhole';
import { Pole } from './Pole';
import { Tower } from './Tower';
import './drawings.css';

/** Unit whose places a drawing shows, by kind of asset. */
const UNITS: Readonly<Record<string, string>> = {
  pole: 'attachment_position',
  tower: 'mounting_level',
  duct_section: 'bore',
  manhole: 'cable_entry',
  handhole: 'cable_entry',
  cabinet: 'rack_unit',
};

export function Drawing({ asset }: { asset: Asset }) {
  const { register: words } = useWords();
  const { drawing } = words;
  const title = useTitles(useLanguage());
  const unit = UNITS[asset.kind];
  const capacity = asset.capacity?.find((one) => one.unit === unit);
  if (!unit || !capacity || capacity.installed === 0) return null;
  const places = placesOf(capacity);
  const name = title('AssetUnit', unit);
  const picture = {
    asset,
    places,
    label: drawing.label(title('AssetKind', asset.kind), asset.code),
  };
  return (
    <Panel title={drawing.title}>
      <div className="drawing">
        <figure className="stack tight">
          {asset.kind === 'pole' ? <Pole {...picture} /> : null}
          {asset.kind === 'tower' ? <Tower {...picture} /> : null}
          {asset.kind === 'duct_section' ? <DuctSection {...picture} /> : null}
          {asset.kind === 'manhole' || asset.kind === 'handhole' ? <Manhole {...picture} /> : null}
          {asset.kind === 'cabinet' ? <Cabinet {...picture} /> : null}
          <figcaption className="small muted">{drawing.schematic}</figcaption>
        </figure>
        <table className="drawing-table">
          <caption className="visually-hidden">{drawing.table(name)}</caption>
          <thead>
            <tr>
              <th scope="col">{name}</th>
              <th scope="col">{drawing.state}</th>
            </tr>
          </thead>
          <tbody>
            {runsOf(places).map(({ from, to, part }) => (
              <tr key={from}>
                <td>{from === to ? from : `${from}–${to}`}</td>
                <td>{words.capacity[part]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
