// Puts one asset into the basket, or says that it is there.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Asset } from '../api/assets';
import { assetKindsQuery } from '../api/references';
import { Button, buttonClass } from '../components/Button';
import { hasRole, useMe } from '../session/context';
import { useWords } from '../words/context';
import { itemOf, unitsFor, withItems } from './basket';
import { useBasket } from './useBasket';

/** Whether a person files sharing requests. */
export const useIsPlanner = (): boolean => hasRole(useMe(), 'operator_planner', 'operator_manager');

export function AddToBasket({ asset }: { asset: Asset }) {
  const { planning } = useWords();
  const { basket, update } = useBasket();
  const { data: kinds } = useQuery(assetKindsQuery);
  const isPlanner = useIsPlanner();
  const me = useMe();
  const isOwn = me.memberships.some(({ organization_id }) => organization_id === asset.owner.id);
  if (!isPlanner || isOwn || !asset.shareable) return null;
  if (basket.items.some(({ asset_id }) => asset_id === asset.id))
    return (
      <Link to="/requests/new" search={{ step: 'basket' }} className={buttonClass('quiet')}>
        {planning.inBasket}
      </Link>
    );
  return (
    <Button
      icon="plus"
      onClick={() =>
        void update((now) =>
          withItems(now, [itemOf(asset, unitsFor(asset.kind, now.needs, kinds?.items ?? []))]),
        )
      }
    >
      {planning.addToBasket}
    </Button>
  );
}
