import { useQuery } from '@tanstack/react-query';
import { metaQuery } from '../api/session';
import { Facts } from '../components/Facts';
import { PageTitle } from '../components/PageTitle';
import { Panel } from '../components/Panel';
import { useLanguage, useWords } from '../words/context';

export function HelpPage() {
  const { common, help } = useWords();
  const language = useLanguage();
  const { data: meta } = useQuery(metaQuery);
  return (
    <>
      <PageTitle of={help.title} />
      <h1>{help.title}</h1>
      <div className="columns with-aside">
        <Panel title={help.howTo}>
          <div className="stack">
            {Object.values(help.topics).map(({ title, text }) => (
              <section key={title} className="stack tight">
                <h3>{title}</h3>
                <p>{text}</p>
              </section>
            ))}
          </div>
        </Panel>
        <div className="stack">
          <Panel title={help.contact}>
            <p className="pre-line">{meta?.help_contact ?? help.noContact}</p>
          </Panel>
          <Panel title={help.about}>
            <Facts
              narrow="narrow"
              of={[
                [common.product, meta ? (language === 'vi' ? meta.name_vi : meta.name_en) : null],
                [help.versionOf, meta?.version],
                [help.timeZone, meta?.time_zone],
                [
                  help.api,
                  <a key="api" href="/docs">
                    /docs
                  </a>,
                ],
              ]}
            />
          </Panel>
        </div>
      </div>
    </>
  );
}
