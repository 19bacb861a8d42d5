// A siting application: what and where, sharing first, review.
import { useSearch } from '@tanstack/react-router';
import { useWords } from '../../words/context';
import { FilingFrame } from '../FilingFrame';
import { StepTabs } from '../StepTabs';
import type { Filing } from '../useFiling';
import { PlaceStep } from './PlaceStep';
import { ReviewStep } from './ReviewStep';
import { SharingStep } from './SharingStep';
import { type Siting, sitingSpec } from './siting';

const STEPS = ['place', 'sharing', 'review'] as const;

export function SitingPage() {
  const { siting: words } = useWords();
  return (
    <FilingFrame spec={sitingSpec} title={words.title} intro={words.intro}>
      {(filing) => <Steps of={filing} />}
    </FilingFrame>
  );
}

function Steps({ of }: { of: Filing<Siting> }) {
  const { siting: words } = useWords();
  const search = useSearch({ from: '/inside/cases/new/siting-application' });
  const step = STEPS.find((one) => one === search.step) ?? 'place';
  return (
    <>
      <StepTabs label={words.steps.label} steps={STEPS} current={step} titles={words.steps} />
      {step === 'place' ? <PlaceStep of={of} /> : null}
      {step === 'sharing' ? <SharingStep of={of} /> : null}
      {step === 'review' ? <ReviewStep of={of} /> : null}
    </>
  );
}
