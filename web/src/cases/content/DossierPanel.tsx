import type { Schemas } from '../../api/client';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { useLanguage, useWords } from '../../words/context';
import { dayOf, longDay, moment, shortDay } from '../../words/days';
import { GapsPanel, ReasonsPanel } from './shared';

type Dossier = Schemas['Dossier'];

/** What an office did with the papers of a dossier. */
export function DossierPanels({ of }: { of: Dossier }) {
  const { content } = useWords();
  const language = useLanguage();
  const { dossier: words } = content;
  const named = (authority: Schemas['DossierAuthority'] | null | undefined): string | null =>
    authority ? authority.name[language] : null;
  const handled = of.code || of.received_at || of.authority || of.reviewed || of.moves.length > 0;
  return (
    <>
      {of.result ? <ResultPanel of={of.result} title={content.result} /> : null}
      <GapsPanel of={of.gaps} />
      <ReasonsPanel of={of.reasons} />
      {handled ? (
        <Panel title={words.title}>
          <Facts
            of={[
              [words.code, of.code],
              [words.received, of.received_at ? moment(of.received_at) : null],
              [words.authority, named(of.authority)],
              [words.redirected, named(of.redirected_to)],
              [words.reviewed, of.reviewed ? <span className="code">{of.reviewed}</span> : null],
              [
                words.apologies,
                of.apologies.length > 0 ? (
                  <ul>
                    {of.apologies.map(({ number, new_date, reason }) => (
                      <li key={number}>
                        {words.apology(number, longDay(new_date, language))}
                        <span className="cell-sub">{reason}</span>
                      </li>
                    ))}
                  </ul>
                ) : null,
              ],
              [
                words.moves,
                of.moves.length > 0 ? (
                  <ul>
                    {of.moves.map(({ at, from, to }) => (
                      <li key={at}>
                        {words.move(named(from) ?? '', named(to) ?? '', shortDay(dayOf(at)))}
                      </li>
                    ))}
                  </ul>
                ) : null,
              ],
            ]}
          />
        </Panel>
      ) : null}
    </>
  );
}

export function ResultPanel({ of, title }: { of: Schemas['DossierResult']; title: string }) {
  const { content } = useWords();
  const language = useLanguage();
  return (
    <Panel title={title}>
      <Facts
        of={[
          [content.number, <span className="code">{of.number}</span>],
          [content.issuedOn, longDay(of.on, language)],
          [content.issuer, of.issuer.name[language]],
          [content.conditions, of.conditions ? <p className="pre-line">{of.conditions}</p> : null],
        ]}
      />
    </Panel>
  );
}
