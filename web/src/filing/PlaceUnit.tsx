// The administrative unit of a place and the People's Committee that decides there, at once.
import { useQuery } from '@tanstack/react-query';
import { areasQuery } from '../api/assets';
import { committeesQuery, locatedQuery } from '../api/siting';
import { Facts } from '../components/Facts';
import { Failed } from '../components/Problem';
import { type Bounds, type Geometry, positionsOf, touches } from '../map/geo';
import { writtenMetres } from '../map/metres';
import { useLanguage, useWords } from '../words/context';
import { fold } from '../words/fold';
import { formatNumber } from '../words/numbers';

interface PlaceUnitProps {
  place: Geometry | undefined;
  /** Where another office than that of the unit decides. */
  office?: 'other';
}

export function PlaceUnit({ place, office: decides }: PlaceUnitProps) {
  const { filing: words } = useWords();
  const language = useLanguage();
  const found = useQuery(locatedQuery(place));
  const area = found.data?.area;
  const committees = useQuery(committeesQuery(decides === 'other' ? '' : (area?.name ?? '')));
  const areas = useQuery(areasQuery);
  if (!place) return null;
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  if (!found.data) return null;
  if (!area) return <p role="status">{words.noUnit}</p>;
  // The register of units names no office: it is the one that bears the name of the unit.
  const offices = (committees.data ?? []).filter(({ name_vi }) =>
    fold(name_vi).endsWith(fold(area.name)),
  );
  const [office] = offices;
  const shares = found.data.items.filter(({ percent }) => percent > 0);
  const { distance_m } = found.data;
  const point = place.type === 'Point' ? positionsOf(place)[0] : undefined;
  // Only the box of a zone is known here.
  const zones = (areas.data ?? [])
    .filter(({ level, bbox }) => level === 'zone' && isBounds(bbox) && touches(place, bbox))
    .map(({ name }) => name);
  return (
    <div role="status">
      <Facts
        narrow="narrow"
        of={[
          [words.grid, point ? writtenMetres(point, language) : null],
          [words.unit, area.name],
          [
            words.office,
            office && offices.length === 1
              ? language === 'en'
                ? office.name_en
                : office.name_vi
              : null,
          ],
          [words.zone, zones.length > 0 ? words.zoneText(zones.join(', ')) : null],
          [
            words.outside,
            distance_m === null
              ? null
              : words.outsideText(formatNumber(Math.round(distance_m), language)),
          ],
          [
            words.shares,
            shares.length > 1
              ? shares
                  .map(({ area: { name }, percent }) =>
                    words.share(name, formatNumber(Math.round(percent), language)),
                  )
                  .join('; ')
              : null,
          ],
        ]}
      />
    </div>
  );
}

const isBounds = (box: readonly number[] | null): box is Bounds => box?.length === 4;
