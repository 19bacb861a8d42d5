// How to read the public data with other programs.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { serverNow } from '../api/clock';
import { collectionsQuery, tileLayersQuery } from '../api/public';
import { metaQuery } from '../api/session';
import { Panel } from '../components/Panel';
import { Failed } from '../components/Problem';
import { Loading } from '../components/States';
import { useLanguage } from '../words/context';
import { dayOf, shortDay } from '../words/days';
import { Address } from './Address';
import { Head } from './Head';
import { usePublicWords } from './words';

const FIRST_TILES = '/tiles/planned-works/{z}/{x}/{y}';

export function OpenDataPage() {
  const { data: words } = usePublicWords();
  const { origin } = location;
  return (
    <>
      <Head title={words.title} lead={words.lead} />
      <Collections />
      <Tiles />
      <Panel title={words.formats}>
        <div className="stack tight">
          <ul className="bulleted">
            {Object.entries(words.formatNames).map(([id, text]) => (
              <li key={id}>{text}</li>
            ))}
          </ul>
          <p className="row">
            <a href="/docs">{words.contract}</a>
            <a href="/openapi.json">{words.contractFile}</a>
          </p>
        </div>
      </Panel>
      <Panel title={words.qgis}>
        <div className="stack">
          <Steps
            title={words.qgisFeatures}
            of={[
              words.qgisFeatureSteps.open,
              <Address key="add" lead={words.qgisFeatureSteps.add} of={`${origin}/ogc`} />,
              words.qgisFeatureSteps.version,
              words.qgisFeatureSteps.connect,
              words.qgisFeatureSteps.choose,
            ]}
          />
          <Steps
            title={words.qgisTiles}
            of={[
              words.qgisTileSteps.open,
              <Address key="add" lead={words.qgisTileSteps.add} of={`${origin}${FIRST_TILES}`} />,
              words.qgisTileSteps.zoom,
              words.qgisTileSteps.choose,
            ]}
          />
        </div>
      </Panel>
      <Licence />
    </>
  );
}

function Steps({ title, of }: { title: string; of: readonly ReactNode[] }) {
  return (
    <section className="stack tight">
      <h3>{title}</h3>
      <ol className="numbered">
        {of.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps never change their order
          <li key={index}>{step}</li>
        ))}
      </ol>
    </section>
  );
}

function Collections() {
  const { data: words } = usePublicWords();
  const language = useLanguage();
  const collections = useQuery(collectionsQuery);
  const { origin } = location;
  return (
    <Panel title={words.collections}>
      <div className="stack">
        <p className="muted">{words.collectionsText}</p>
        <Address lead={words.service} of={`${origin}/ogc`} />
        {collections.isPending ? <Loading lines={3} /> : null}
        {collections.isError ? (
          <Failed error={collections.error} again={() => void collections.refetch()} />
        ) : null}
        <ul className="addresses">
          {(collections.data ?? []).map(({ id, title, description }) => {
            const address = `/ogc/collections/${encodeURIComponent(id)}`;
            return (
              <li key={id} className="stack tight">
                <h3>{title}</h3>
                <p className="muted">{description}</p>
                <p className="row">
                  <a href={`${address}/items?f=html&lang=${language}`}>
                    {words.web}
                    <span className="visually-hidden">: {title}</span>
                  </a>
                  <a href={`${address}/items?f=json&limit=10000`} download={`${id}.geojson`}>
                    {words.geoJson}
                    <span className="visually-hidden">: {title}</span>
                  </a>
                  <a href={`${address}/queryables?f=html`}>
                    {words.properties}
                    <span className="visually-hidden">: {title}</span>
                  </a>
                </p>
              </li>
            );
          })}
        </ul>
      </div>
    </Panel>
  );
}

function Tiles() {
  const { data: words } = usePublicWords();
  const layers = useQuery(tileLayersQuery);
  return (
    <Panel title={words.tiles}>
      <div className="stack">
        <p className="muted">{words.tilesText}</p>
        {layers.isPending ? <Loading lines={3} /> : null}
        {layers.isError ? (
          <Failed error={layers.error} again={() => void layers.refetch()} />
        ) : null}
        <ul className="addresses">
          {(layers.data ?? []).map(({ id, access, tiles, tilejson }) => (
            <li key={id} className="stack tight">
              <p>
                <strong className="code">{id}</strong>
                {access === 'public' ? null : (
                  <span className="muted"> ({words.needsAccount})</span>
                )}
              </p>
              <Address of={tiles} />
              {access === 'public' ? (
                <p>
                  <a href={new URL(tilejson).pathname}>
                    {words.description}
                    <span className="visually-hidden">: {id}</span>
                  </a>
                </p>
              ) : null}
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}

function Licence() {
  const { data: words } = usePublicWords();
  const language = useLanguage();
  const { data: meta } = useQuery(metaQuery);
  const name = meta && (language === 'vi' ? meta.name_vi : meta.name_en);
  return (
    <Panel title={words.licence}>
      <div className="stack tight">
        <p>{words.licenceText}</p>
        {name ? <p className="muted">{words.source(name, shortDay(dayOf(serverNow())))}</p> : null}
        {meta?.help_contact ? <p>{words.licenceContact(meta.help_contact)}</p> : null}
      </div>
    </Panel>
  );
}
