// What the law asks for, as the server says it, and the way on.
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { packsQuery } from '../../api/calendars';
import type { PrescribedProcedure } from '../../api/construction';
import { useTitles } from '../../api/titles';
import { Button, buttonClass } from '../../components/Button';
import { Facts } from '../../components/Facts';
import { Notice } from '../../components/Notice';
import { Failed } from '../../components/Problem';
import { useLanguage, useWords } from '../../words/context';
import { longDay } from '../../words/days';
import { inSentence } from '../../words/sentence';
import type { Procedure } from './useProcedure';

export function Answer({ of, onToday }: { of: Procedure; onToday: () => void }) {
  const { construction: words } = useWords();
  const search = useSearch({ from: '/inside/cases/new/works' });
  const title = useTitles(useLanguage());
  const { found } = of;
  return (
    <>
      <div role="status">
        <Found of={of} />
      </div>
      {of.isPast && found ? (
        <Notice tone="soon" title={words.past}>
          <p>{words.pastText}</p>
          <div>
            <Button onClick={onToday}>{words.askToday}</Button>
          </div>
        </Notice>
      ) : null}
      {of.to ? (
        <Link
          to="/cases/new/works"
          search={{ ...search, step: 'content' }}
          className={buttonClass('primary')}
        >
          {words.next(inSentence(title('PermitWay', of.to)))}
        </Link>
      ) : null}
    </>
  );
}

function Found({ of }: { of: Procedure }) {
  const { construction: words } = useWords();
  const title = useTitles(useLanguage());
  const { found } = of;
  if (of.error) return <Failed error={of.error} again={of.again} />;
  if (!found) return <Notice title={words.firstWork} />;
  if (!found.to)
    return (
      <Notice tone="soon" title={words.nothing}>
        <p>{words.nothingText}</p>
      </Notice>
    );
  const isExempt = found.to === 'commencement_notice';
  return (
    <Notice
      tone={isExempt ? 'good' : 'info'}
      title={words.answerTitle(title('PermitWay', found.to))}
    >
      <p>{isExempt ? words.exempt : words.needed}</p>
      <Basis of={found} />
      {of.open.length > 0 ? <p className="small">{words.open(of.open.join('; '))}</p> : null}
    </Notice>
  );
}

/** The rule that decided, where the law says so, and who is competent. */
export function Basis({ of }: { of: PrescribedProcedure }) {
  const { construction: words, content: nouns } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const { data: packs } = useQuery(packsQuery);
  const law = packs?.items.find(({ id }) => id === of.pack)?.title ?? of.pack;
  return (
    <Facts
      narrow="narrow"
      of={[
        [words.rule, of.title],
        [words.clause, of.clause],
        [nouns.construction.dossierScope, title('DossierScope', of.dossier)],
        [words.authority, of.authority?.name ?? words.authorityLater],
        [words.law, words.lawOn(law, longDay(of.on, language))],
      ]}
    />
  );
}
