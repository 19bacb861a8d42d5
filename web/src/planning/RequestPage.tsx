// A sharing request from a route: what is free along it, the basket, one request an owner.
import { Link, useSearch } from '@tanstack/react-router';
import { useBasket } from '../basket/useBasket';
import { Notice } from '../components/Notice';
import { Loading } from '../components/States';
import { Count, Tabs } from '../components/Tabs';
import type { RequestStep } from '../search';
import { useWords } from '../words/context';
import { BasketStep } from './BasketStep';
import { DetailsStep } from './DetailsStep';
import { ReviewStep } from './ReviewStep';
import { RouteStep } from './RouteStep';
import './planning.css';

const STEPS: readonly RequestStep[] = ['route', 'basket', 'details', 'review'];

export function RequestPage() {
  const { planning: words, common } = useWords();
  const { step = 'route' } = useSearch({ from: '/inside/requests/new' });
  const { basket, ready, update } = useBasket();
  if (!ready) return <Loading lines={8} />;
  return (
    <>
      <title>{`${words.title} – ${common.product}`}</title>
      <div className="page-head">
        <h1>{words.title}</h1>
        <p className="small">{words.kept}</p>
      </div>
      <Tabs label={words.steps.label}>
        {STEPS.map((one, index) => (
          <Link
            key={one}
            to="/requests/new"
            search={{ step: one === 'route' ? undefined : one }}
            activeOptions={{ exact: true }}
          >
            {index + 1}. {words.steps[one]}
            {one === 'basket' ? <Count of={basket.items.length} /> : null}
          </Link>
        ))}
      </Tabs>
      {basket.back ? (
        <p className="trail">
          <Link
            to={basket.back.to}
            search={basket.back.search}
            onClick={() => void update((now) => ({ ...now, back: undefined }))}
          >
            {words.back}
          </Link>
        </p>
      ) : null}
      {step !== 'route' && basket.items.length === 0 ? (
        <Notice title={words.basket.empty}>
          <p>
            <Link to="/requests/new">{words.basket.toRoute}</Link> {words.or}{' '}
            <Link to="/map">{words.basket.toMap}</Link>
          </p>
        </Notice>
      ) : null}
      {step === 'route' ? <RouteStep /> : null}
      {step === 'basket' && basket.items.length > 0 ? <BasketStep /> : null}
      {step === 'details' && basket.items.length > 0 ? <DetailsStep /> : null}
      {step === 'review' && basket.items.length > 0 ? <ReviewStep /> : null}
    </>
  );
}
