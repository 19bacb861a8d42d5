// From a case to the dispute about it, for a side whose right to it has arisen. The server decides;
// this only spares links that never work.
import { Link } from '@tanstack/react-router';
import type { CaseFull } from '../api/cases';
import { buttonClass } from '../components/Button';
import { useMe } from '../session/context';
import { mayCreate } from '../session/creatable';
import { useWords } from '../words/context';

function mayDispute({ kind, flags, my_stances: mine }: CaseFull): boolean {
  if (kind === 'sharing_request')
    return (
      flags.includes('dispute_right') && (mine.includes('applicant') || mine.includes('owner'))
    );
  return kind === 'planned_works' && !mine.includes('applicant');
}

export function DisputeLink({ of }: { of: CaseFull }) {
  const { dispute } = useWords().filings;
  const me = useMe();
  if (of.phase === 'draft' || !mayDispute(of) || !mayCreate(me, 'dispute')) return null;
  return (
    <Link to="/cases/new/dispute" search={{ about: of.id }} className={buttonClass()}>
      {dispute.start}
    </Link>
  );
}
