// The filters of a list of assets in words.
import { useQuery } from '@tanstack/react-query';
import { areasQuery } from '../../api/assets';
import { useTitles } from '../../api/titles';
import { Facts } from '../../components/Facts';
import { OrganizationName } from '../../components/OrganizationName';
import type { AssetListSearch } from '../../search';
import { useLanguage, useWords } from '../../words/context';
import { formatNumber } from '../../words/numbers';

export function ChosenFilters({ of }: { of: AssetListSearch }) {
  const { assetExports: words, register, map } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const { data: areas } = useQuery({ ...areasQuery, enabled: of.area !== undefined });
  const titles = (list: 'AssetKind' | 'AssetLifecycle', ids: string | undefined): string | null =>
    ids
      ? ids
          .split(',')
          .map((id) => title(list, id))
          .join(', ')
      : null;
  const { sort: _sort, cursor: _cursor, ...filters } = of;
  if (!Object.values(filters).some(Boolean)) return <p>{words.noFilters}</p>;
  return (
    <Facts
      of={[
        [register.filters.text, of.q],
        [register.kind, titles('AssetKind', of.kind)],
        [register.lifecycle, titles('AssetLifecycle', of.lifecycle)],
        [map.filter.free, of.free ? formatNumber(of.free, language) : null],
        [register.owner, of.owner ? <OrganizationName id={of.owner} /> : null],
        [
          register.area,
          of.area ? (areas?.find(({ code }) => code === of.area)?.name ?? '…') : null,
        ],
        [words.box, of.bbox ? of.bbox.split(',').join('; ') : null],
      ]}
    />
  );
}
