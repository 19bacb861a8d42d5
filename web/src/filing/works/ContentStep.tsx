// The content of the permit application or of the notice, and its ending.
import { Link, useSearch } from '@tanstack/react-router';
import { useTitles } from '../../api/titles';
import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { Panel } from '../../components/Panel';
import { useLanguage, useWords } from '../../words/context';
import { inSentence } from '../../words/sentence';
import { Ending } from '../FilingFrame';
import type { Filing } from '../useFiling';
import { Basis } from './Answer';
import { type Procedure, useProcedure } from './useProcedure';
import { WorksFields, WorksPlace } from './WorksFields';
import type { Works } from './works';

export function ContentStep({ of }: { of: Filing<Works> }) {
  const { construction: words } = useWords();
  const title = useTitles(useLanguage());
  const procedure = useProcedure(of.content);
  const { found, to } = procedure;
  return (
    <div className="stack loose">
      <div className="columns with-aside">
        <WorksFields of={of} />
        <aside className="stack" aria-label={words.answer}>
          {found && to ? (
            <Panel title={words.answerTitle(title('PermitWay', to))} aside={<ToQuestions />}>
              <Basis of={found} />
            </Panel>
          ) : null}
        </aside>
      </div>
      <WorksPlace of={of} />
      <WorksEnding of={of} procedure={procedure} />
    </div>
  );
}

function ToQuestions() {
  const { construction: words } = useWords();
  const search = useSearch({ from: '/inside/cases/new/works' });
  return (
    <Link to="/cases/new/works" search={{ ...search, step: undefined }} className="small">
      {words.change}
    </Link>
  );
}

type Wanted = readonly [label: string, isMissing: boolean];

const lacking = (wanted: readonly Wanted[]): string[] =>
  wanted.filter(([, isMissing]) => isMissing).map(([label]) => label);

/** No draft before the procedure is known, and none of another kind than the law asks for. */
function WorksEnding({ of, procedure }: { of: Filing<Works>; procedure: Procedure }) {
  const { construction: words, content: nouns } = useWords();
  const search = useSearch({ from: '/inside/cases/new/works' });
  const title = useTitles(useLanguage());
  const { content, made } = of;
  const { to } = procedure;
  if (!to)
    return (
      <Notice tone="soon" title={procedure.isPast ? words.past : words.firstAnswer}>
        <p>
          <Link to="/cases/new/works" search={{ ...search, step: undefined }}>
            {words.toAnswer}
          </Link>
        </p>
      </Notice>
    );
  const needed = inSentence(title('PermitWay', to));
  if (made && made.kind !== to)
    return (
      <Notice
        tone="late"
        title={words.otherKind(inSentence(title('PermitWay', made.kind)), needed)}
      >
        <p>{words.otherKindText}</p>
        <div>
          <Button look="primary" pending={of.submit.pending} onClick={() => void of.finish('copy')}>
            {words.makeOther(needed)}
          </Button>
        </div>
      </Notice>
    );
  const answers: readonly Wanted[] = [
    [words.site, content.siting_case_id === ''],
    [words.class, content.class === ''],
    [nouns.settlement, content.settlement === ''],
    [words.inPlan, content.in_plan === ''],
  ];
  const fields: readonly Wanted[] = [
    [words.name, content.title.trim() === ''],
    [nouns.assetKind, content.asset_kind === ''],
    [nouns.startsOn, content.starts_on === ''],
    [nouns.place, content.place === undefined],
  ];
  return (
    <Ending
      of={of}
      missing={[
        ...lacking(answers).map((label) => (
          <Link key={label} to="/cases/new/works" search={{ ...search, step: undefined }}>
            {label}
          </Link>
        )),
        ...lacking(fields),
      ]}
    />
  );
}
