import type { CaseSummary } from '../api/cases';
import { type MarkTone, Tag } from '../components/Tag';

function toneOf({ phase, decision }: Pick<CaseSummary, 'phase' | 'decision'>): MarkTone {
  switch (phase) {
    case 'draft':
      return 'plain';
    case 'open':
      return 'accent';
    case 'in_force':
      return 'good';
    case 'closed':
      return decision === 'granted' || decision === 'granted_with_conditions' ? 'good' : 'plain';
  }
}

export function StateTag({ of }: { of: CaseSummary }) {
  return <Tag tone={toneOf(of)}>{of.state_title}</Tag>;
}
