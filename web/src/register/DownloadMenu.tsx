// Downloads what is in view, and says how much it was.
import { useState } from 'react';
import { assetFeatures, type FeatureQuery } from '../api/features';
import { useTitles } from '../api/titles';
import { MenuButton } from '../components/MenuButton';
import { Notice } from '../components/Notice';
import { Refusal } from '../components/Problem';
import { useLanguage, useWords } from '../words/context';
import { formatNumber } from '../words/numbers';
import { csvOf } from './csv';

type Format = 'geojson' | 'csv';
const TYPES: Record<Format, string> = { geojson: 'application/geo+json', csv: 'text/csv' };

interface Told {
  count: number;
  more: boolean;
}

function save(name: string, type: string, content: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  // The browser has begun to write the file by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The menu, and what it did, for the page to place. */
export function useDownload(query: FeatureQuery) {
  const { map: words } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const [told, setTold] = useState<Told | 'working' | null>(null);
  const [failure, setFailure] = useState<unknown>();
  const { download } = words;
  const start = async (format: Format): Promise<void> => {
    setTold('working');
    setFailure(undefined);
    try {
      const { features, more } = await assetFeatures(query);
      setTold({ count: features.length, more });
      if (features.length === 0) return;
      const content =
        format === 'csv'
          ? csvOf(features, download.columns, title)
          : JSON.stringify({ type: 'FeatureCollection', features });
      save(`${download.file}.${format}`, TYPES[format], content);
    } catch (error) {
      setTold(null);
      setFailure(error);
    }
  };
  const menu = (
    <MenuButton
      label={download.title}
      icon="download"
      head={download.head}
      entries={[
        {
          id: 'geojson',
          label: download.geojson,
          hint: download.geojsonHint,
          onSelect: () => void start('geojson'),
        },
        {
          id: 'csv',
          label: download.csv,
          hint: download.csvHint,
          onSelect: () => void start('csv'),
        },
      ]}
    />
  );
  const count = (value: number): string => formatNumber(value, language);
  const text =
    told === 'working'
      ? download.working
      : told === null
        ? null
        : told.count === 0
          ? download.none
          : told.more
            ? download.part(count(told.count))
            : download.done(count(told.count));
  const result = (
    <>
      {failure ? <Refusal error={failure} /> : null}
      {text ? (
        <div className="screen-only">
          <Notice
            tone={told !== 'working' && told?.more ? 'soon' : 'info'}
            announce="status"
            title={text}
          />
        </div>
      ) : null}
    </>
  );
  return { menu, result };
}
