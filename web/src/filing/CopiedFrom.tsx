// Where the content of a new case comes from, and whether the new case follows the old one.
import { Link } from '@tanstack/react-router';
import type { CaseFull } from '../api/cases';
import { Check } from '../components/choices';
import { useCodeOf } from '../words/codeOf';
import { useWords } from '../words/context';
import type { Filing } from './useFiling';

export function CopiedFrom<T>({ of, source }: { of: Filing<T>; source: CaseFull }) {
  const { filing: words } = useWords();
  const codeOf = useCodeOf();
  return (
    <div className="stack tight">
      <p className="trail">
        <Link to="/cases/$caseId" params={{ caseId: source.id }}>
          {words.copiedFrom(codeOf(source))}
        </Link>
      </p>
      {of.followable ? (
        <Check checked={of.follows} onChange={of.setFollows}>
          {words.follows(codeOf(source))}
        </Check>
      ) : null}
    </div>
  );
}
