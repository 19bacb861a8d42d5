// Values of the register beside the values of a correction.
import { useQuery } from '@tanstack/react-query';
import type { Asset } from '../../api/assets';
import type { Correction } from '../../api/corrections';
import { assetKindsQuery } from '../../api/references';
import { DataTable } from '../../components/DataTable';
import { Panel } from '../../components/Panel';
import { writtenDms } from '../../map/coordinates';
import { distance, type Geometry, middleOf } from '../../map/geo';
import { useLanguage, useWords } from '../../words/context';
import { formatNumber } from '../../words/numbers';
import { valueText } from '../attributes';

interface Row {
  id: string;
  label: string;
  before: string;
  after: string;
}

function placeRow(label: string, now: Geometry, proposed: Geometry, moved: string): Row {
  const [before, after] = [middleOf(now), middleOf(proposed)];
  return {
    id: 'place',
    label,
    before: writtenDms(before),
    after: `${writtenDms(after)}, ${moved}`,
  };
}

export function Compared({ of, asset }: { of: Correction; asset: Asset }) {
  const { corrections: words, register, common } = useWords();
  const language = useLanguage();
  const { data } = useQuery(assetKindsQuery);
  const known = data?.items.find(({ id }) => id === asset.kind)?.attributes ?? [];
  const texts = { language, yes: common.yes, no: common.no };
  const moved = (to: Geometry): string =>
    words.moved(
      formatNumber(
        Math.round(distance(middleOf(asset.geometry), middleOf(to)) * 10) / 10,
        language,
      ),
    );
  const rows: Row[] = [
    ...(of.geometry
      ? [placeRow(register.place, asset.geometry, of.geometry, moved(of.geometry))]
      : []),
    ...Object.entries(of.attributes ?? {}).map(([id, value]) => {
      const attribute = known.find((one) => one.id === id);
      return {
        id,
        label: attribute?.title ?? id,
        before: valueText(attribute, asset.attributes?.[id], texts) || common.none,
        after: value === null ? words.cleared : valueText(attribute, value, texts),
      };
    }),
  ];
  return (
    <Panel title={words.compare} flush="flush">
      <DataTable
        caption={words.compare}
        rows={rows}
        keyOf={({ id }) => id}
        nameOf={({ label }) => label}
        columns={[
          {
            id: 'label',
            title: words.field,
            kind: 'main',
            cell: ({ label }) => <strong>{label}</strong>,
          },
          {
            id: 'before',
            title: of.status === 'proposed' ? words.before : words.beforeSent,
            cell: ({ before }) => before,
          },
          { id: 'after', title: words.after, cell: ({ after }) => <strong>{after}</strong> },
        ]}
      />
    </Panel>
  );
}
