// What stands under the map on paper: scale, legend and sources.
import { useQuery } from '@tanstack/react-query';
import { metaQuery } from '../api/session';
import { writtenDegrees } from '../map/coordinates';
import { type Bounds, distance, type Position } from '../map/geo';
import type { LayerName } from '../map/layers';
import { writtenMetres } from '../map/metres';
import { useLanguage, useWords } from '../words/context';
import { dayOf, shortDay } from '../words/days';
import { formatNumber } from '../words/numbers';
import { Legend } from './Legend';
import { barOf, scaleOf } from './scale';

interface MapPrintProps {
  bounds: Bounds;
  layers: readonly LayerName[];
}

export function MapPrint({ bounds, layers }: MapPrintProps) {
  const { map: words } = useWords();
  const language = useLanguage();
  const { data: meta } = useQuery(metaQuery);
  const [west, south, east, north] = bounds;
  const middle: Position = [(west + east) / 2, (south + north) / 2];
  const width = distance([west, middle[1]], [east, middle[1]]);
  const bar = barOf(width);
  const number = (value: number): string => formatNumber(value, language);
  const day = meta ? shortDay(dayOf(meta.now)) : '';
  return (
    <div className="map-print print-only">
      <svg className="scale-bar" viewBox="0 0 1000 24" aria-hidden="true">
        <path d={`M1 4v16M1 12h${Math.round((bar / width) * 1000)}m0-8v16`} />
      </svg>
      <p>
        {words.printed.bar(number(bar))} · {words.printed.scale(number(scaleOf(width)))}
      </p>
      <p>
        {words.printed.middle(writtenDegrees(middle, language), writtenMetres(middle, language))}
      </p>
      <Legend layers={layers} />
      <p>
        {words.printed.sources(meta ? (language === 'en' ? meta.name_en : meta.name_vi) : '', day)}
      </p>
    </div>
  );
}
