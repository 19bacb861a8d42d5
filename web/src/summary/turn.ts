// Whose move it is.
import type { CaseSummary } from '../api/cases';
import type { Title } from '../api/titles';
import type { Words } from '../words';

export function turnText(of: CaseSummary, words: Words['cases'], title: Title): string {
  const turns = of.turn ?? [];
  if (turns.some(({ mine }) => mine)) return words.yourTurn;
  const names = turns.map(
    ({ organization, stance }) => organization?.name ?? title('Stance', stance),
  );
  const unique = [...new Set(names)];
  return unique.length > 0 ? words.turnOf(unique.join(', ')) : '';
}
