// Asks for a file of what a list of assets is filtered by.
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { newKey, type Schemas } from '../../api/client';
import { createExport } from '../../api/exports';
import { useTitleList } from '../../api/titles';
import { buttonClass } from '../../components/Button';
import { SelectField } from '../../components/Field';
import { FormBody } from '../../components/FormBody';
import { PageTitle } from '../../components/PageTitle';
import { Panel } from '../../components/Panel';
import { useSubmit } from '../../components/useSubmit';
import type { AssetListSearch } from '../../search';
import { useLanguage, useWords } from '../../words/context';
import { ChosenFilters } from './ChosenFilters';

type Format = Schemas['ExportFormat'];
type Crs = Schemas['CoordinateSystem'];
type Place = Schemas['ExportPlace'];

// Formats that are tables: a place stands in one column or in two.
const TABLES: readonly Format[] = ['csv', 'xlsx'];
// Formats whose coordinates are WGS 84 by their own rules.
const WGS84: readonly Format[] = ['geojson', 'geojson_seq', 'kml', 'kmz', 'ofds'];

function filterOf({ free, sort: _sort, cursor: _cursor, ...search }: AssetListSearch) {
  const known = Object.entries({ ...search, free_min: free }).filter(([, value]) => value);
  return Object.fromEntries(known) as Partial<Schemas['ExportFilter']>;
}

export function NewExportPage() {
  const { assetExports: words } = useWords();
  const search = useSearch({ from: '/inside/exports/new' });
  const language = useLanguage();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const submit = useSubmit();
  const formats = useTitleList(language, 'ExportFormat');
  const systems = useTitleList(language, 'CoordinateSystem');
  const places = useTitleList(language, 'ExportPlace');
  const [format, setFormat] = useState<Format>('xlsx');
  const [crs, setCrs] = useState<Crs>('OGC:CRS84');
  const [place, setPlace] = useState<Place>('columns');
  const [key, setKey] = useState(newKey);
  // Another wish is a request of its own.
  const change = (act: () => void): void => {
    act();
    setKey(newKey());
  };
  const isTable = TABLES.includes(format);
  const send = (): void =>
    void submit.run(async () => {
      await createExport(
        {
          columns: [],
          format,
          filter: { ...NO_FILTER, ...filterOf(search) },
          ...(WGS84.includes(format) ? {} : { crs }),
          ...(isTable ? { place } : {}),
        },
        key,
      );
      await queries.invalidateQueries({ queryKey: ['export'] });
      await navigate({ to: '/exports' });
    });
  return (
    <>
      <PageTitle of={words.newTitle} />
      <div>
        <p className="trail">
          <Link to="/exports">{words.title}</Link>
        </p>
        <h1>{words.newTitle}</h1>
      </div>
      <Panel
        title={words.filters}
        aside={
          <Link to="/assets" search={search} className={buttonClass('quiet')}>
            {words.changeFilters}
          </Link>
        }
      >
        <ChosenFilters of={search} />
      </Panel>
      <div className="form">
        <FormBody submit={submit} onSubmit={send} label={words.start}>
          <p className="muted">{words.text}</p>
          <SelectField
            at="/format"
            label={words.format}
            choices={formats}
            value={format}
            onChange={(id) => change(() => setFormat(id as Format))}
          />
          {WGS84.includes(format) ? null : (
            <SelectField
              at="/crs"
              label={words.crs}
              hint={words.crsHint}
              choices={systems}
              value={crs}
              onChange={(id) => change(() => setCrs(id as Crs))}
            />
          )}
          {isTable ? (
            <SelectField
              at="/place"
              label={words.place}
              choices={places}
              value={place}
              onChange={(id) => change(() => setPlace(id as Place))}
            />
          ) : null}
        </FormBody>
      </div>
    </>
  );
}

const NO_FILTER: Schemas['ExportFilter'] = {
  area: null,
  bbox: null,
  free_min: null,
  kind: null,
  lifecycle: null,
  near: null,
  owner: null,
  q: null,
  shareable: null,
  within_m: null,
};
