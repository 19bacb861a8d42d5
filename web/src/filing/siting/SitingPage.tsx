// A siting application: what and where, sharing first, review.
import { Link, useSearch } from '@tanstack/react-router';
import { Tabs } from '../../components/Tabs';
import { useWords } from '../../words/context';
import { FilingFrame } from '../FilingFrame';
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
      <Tabs label={words.steps.label}>
        {STEPS.map((one, index) => (
          <Link
            key={one}
            to="/cases/new/siting-application"
            search={{ ...search, step: one === 'place' ? undefined : one }}
            {...(one === step ? { 'aria-current': 'page' as const } : {})}
            activeProps={{}}
            activeOptions={{ exact: true }}
          >
            {index + 1}. {words.steps[one]}
          </Link>
        ))}
      </Tabs>
      {step === 'place' ? <PlaceStep of={of} /> : null}
      {step === 'sharing' ? <SharingStep of={of} /> : null}
      {step === 'review' ? <ReviewStep of={of} /> : null}
    </>
  );
}
