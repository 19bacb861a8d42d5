// Works: what the law asks for comes first, then the content of the permit or the notice.
import { useSearch } from '@tanstack/react-router';
import { useWords } from '../../words/context';
import { FilingFrame } from '../FilingFrame';
import { StepTabs } from '../StepTabs';
import type { Filing } from '../useFiling';
import { ContentStep } from './ContentStep';
import { QuestionStep } from './QuestionStep';
import { type Works, worksSpec } from './works';

const STEPS = ['route', 'content'] as const;

export function WorksPage() {
  const { construction: words } = useWords();
  return (
    <FilingFrame spec={worksSpec} title={words.title} intro={words.intro}>
      {(filing) => <Steps of={filing} />}
    </FilingFrame>
  );
}

function Steps({ of }: { of: Filing<Works> }) {
  const { construction: words } = useWords();
  const search = useSearch({ from: '/inside/cases/new/works' });
  const step = STEPS.find((one) => one === search.step) ?? 'route';
  return (
    <>
      <StepTabs label={words.steps.label} steps={STEPS} current={step} titles={words.steps} />
      {step === 'route' ? <QuestionStep of={of} /> : <ContentStep of={of} />}
    </>
  );
}
