// Which earlier case a new one may follow.
import type { CaseFull } from '../api/cases';

const ENDINGS: readonly CaseFull['decision'][] = [
  'refused',
  'not_accepted',
  'withdrawn',
  'lapsed',
  'ended',
];

/** A case that ended without an agreement in force; the server decides again. */
export const mayFollow = ({ phase, decision }: Pick<CaseFull, 'phase' | 'decision'>): boolean =>
  phase === 'closed' && ENDINGS.includes(decision);
