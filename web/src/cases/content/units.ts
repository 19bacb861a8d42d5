// Titles of kinds of asset and of their units, from the catalogue of the installation.
import { useQuery } from '@tanstack/react-query';
import { assetKindsQuery } from '../../api/references';

interface UnitTitles {
  kind: (kind: string) => string;
  unit: (kind: string | undefined, unit: string) => string;
}

export function useUnitTitle(): UnitTitles {
  const { data } = useQuery(assetKindsQuery);
  const of = (kind: string | undefined) => data?.items.find(({ id }) => id === kind);
  const anywhere = (unit: string) =>
    data?.items.flatMap(({ units }) => units).find(({ id }) => id === unit);
  return {
    kind: (kind) => of(kind)?.title ?? kind,
    unit: (kind, unit) =>
      (of(kind)?.units.find(({ id }) => id === unit) ?? anywhere(unit))?.title ?? unit,
  };
}

/** Units of a kind of asset; without a kind, those of all kinds. */
export function useUnits(kind: string | undefined): readonly { id: string; title: string }[] {
  const { data } = useQuery(assetKindsQuery);
  const kinds = data?.items ?? [];
  const own = kinds.filter(({ id }) => id === kind);
  const units = new Map<string, { id: string; title: string }>();
  for (const { units: some } of own.length > 0 ? own : kinds)
    for (const { id, title } of some) units.set(id, { id, title });
  return [...units.values()];
}

export function useAssetKinds(): readonly { id: string; title: string }[] {
  return useQuery(assetKindsQuery).data?.items ?? [];
}
