// The way back from a draft on the server to the page on which its content is typed.
import { Link } from '@tanstack/react-router';
import type { CaseFull } from '../api/cases';
import { buttonClass } from '../components/Button';
import { Icon } from '../components/Icon';
import { useMe } from '../session/context';
import { FILING_PATHS, mayCreate } from '../session/creatable';
import { useWords } from '../words/context';

// The page of a sharing request begins with a basket and files a request an owner.
const WITHOUT_PAGE = 'sharing_request';

export function EditDraft({ of }: { of: CaseFull }) {
  const { filing } = useWords();
  const me = useMe();
  const isOwn = of.phase === 'draft' && of.my_stances.includes('applicant');
  if (!isOwn || of.kind === WITHOUT_PAGE || !mayCreate(me, of.kind)) return null;
  return (
    <Link
      to="/cases/new/$kind"
      params={{ kind: FILING_PATHS[of.kind] }}
      search={{ case: of.id }}
      className={buttonClass()}
    >
      <Icon name="edit" />
      {filing.editDraft}
    </Link>
  );
}
