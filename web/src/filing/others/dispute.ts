// Content of a dispute as the page holds it, and as the contract takes it.
import type { CaseFull } from '../../api/cases';
import type { Schemas } from '../../api/client';
import { createDispute, updateDispute } from '../../api/filings';
import type { FilingSpec } from '../useFiling';
import { applicantOf, trimmed } from './texts';

export interface Dispute {
  title: string;
  /** The disputed case. */
  case_id: string;
  claim: string;
  remedy: string;
}

function contentOf(of: CaseFull): Dispute {
  const { claim } = of.content as Schemas['DisputeContent'];
  return {
    title: claim.title,
    case_id: claim.case_id ?? '',
    claim: claim.claim,
    remedy: claim.remedy,
  };
}

function bodyOf({ title, case_id, claim, remedy }: Dispute): Schemas['DisputeDraft'] {
  return { ...trimmed({ title, claim, remedy }), ...(case_id ? { case_id } : {}) };
}

/** A dispute that begins on the page of a case has a draft of its own. */
export const disputeSpec = (about: string | undefined): FilingSpec<Dispute> => ({
  path: about ? `dispute/${about}` : 'dispute',
  kinds: ['dispute'],
  empty: () => ({ title: '', case_id: about ?? '', claim: '', remedy: '' }),
  contentOf,
  create: (content, applicant, key) =>
    createDispute({ ...bodyOf(content), ...applicantOf(applicant) }, key),
  update: ({ id, version }, content) => updateDispute(id, bodyOf(content), version),
});
