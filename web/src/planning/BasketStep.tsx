// The basket by owner: each owner gets a request of its own.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { assetKindsQuery } from '../api/references';
import { useTitles } from '../api/titles';
import {
  type BasketItem,
  type BasketUnit,
  byOwner,
  changed,
  emptyBasket,
  withoutItem,
} from '../basket/basket';
import { useBasket } from '../basket/useBasket';
import { Button, buttonClass, IconButton } from '../components/Button';
import { SelectField } from '../components/Field';
import { Notice } from '../components/Notice';
import { NumberField } from '../components/NumberFields';
import { Panel } from '../components/Panel';
import { Mark } from '../components/Tag';
import { useLanguage, useWords } from '../words/context';

export function BasketStep() {
  const { planning: words } = useWords();
  const { basket, update } = useBasket();
  const groups = byOwner(basket.items);
  return (
    <div className="stack loose">
      <Notice tone="info" title={words.basket.requests(groups.length)}>
        <p>{words.basket.requestsText}</p>
      </Notice>
      {groups.map(({ owner, items }) => (
        <Panel
          key={owner.id}
          title={owner.name}
          aside={<span className="muted">{words.basket.count(items.length)}</span>}
          flush="flush"
        >
          <ul className="basket-items">
            {items.map((item) => (
              <li key={item.asset_id}>
                <Item item={item} isLocked={basket.results[owner.id]?.submitted === true} />
              </li>
            ))}
          </ul>
        </Panel>
      ))}
      <div className="button-row">
        <Link to="/requests/new" search={{ step: 'details' }} className={buttonClass('primary')}>
          {words.next.details}
        </Link>
        <Button
          look="danger"
          onClick={() => void update((now) => ({ ...emptyBasket(), route: now.route }))}
        >
          {words.basket.clear}
        </Button>
      </div>
    </div>
  );
}

function Item({ item, isLocked }: { item: BasketItem; isLocked: boolean }) {
  const { planning: words } = useWords();
  const title = useTitles(useLanguage());
  const { update } = useBasket();
  const { data } = useQuery(assetKindsQuery);
  const choices = data?.items.find(({ id }) => id === item.kind)?.units ?? [];
  const setUnits = (units: BasketUnit[]): void =>
    void update((now) =>
      changed({
        ...now,
        items: now.items.map((one) => (one.asset_id === item.asset_id ? { ...one, units } : one)),
      }),
    );
  const change = (index: number, part: Partial<BasketUnit>): void =>
    setUnits(item.units.map((one, at) => (at === index ? { ...one, ...part } : one)));
  const unused = choices.find(({ id }) => !item.units.some(({ unit }) => unit === id));
  return (
    <div className="basket-item">
      <div>
        <Link to="/assets/$assetId" params={{ assetId: item.asset_id }} className="code">
          {item.code}
        </Link>
        <span className="cell-sub">{title('AssetKind', item.kind)}</span>
        {item.fit === 'ask_owner' ? (
          <Mark tone="soon" icon="help">
            {title('Fit', 'ask_owner')}
          </Mark>
        ) : null}
      </div>
      <div className="stack tight">
        {item.units.map((one, index) => (
          <div key={one.unit} className="need">
            <SelectField
              at={`/items/${item.asset_id}/${index}/unit`}
              label={words.needs.unitOf(item.code)}
              choices={choices.filter(
                ({ id }) => id === one.unit || !item.units.some(({ unit }) => unit === id),
              )}
              value={one.unit}
              disabled={isLocked}
              onChange={(unit) => change(index, { unit })}
            />
            <NumberField
              at={`/items/${item.asset_id}/${index}/quantity`}
              label={words.needs.quantityOf(item.code)}
              min={1}
              value={one.quantity}
              onChange={(quantity) => {
                if (quantity && !isLocked) change(index, { quantity });
              }}
            />
            {item.units.length > 1 ? (
              <IconButton
                icon="close"
                label={words.needs.remove(title('AssetUnit', one.unit))}
                onClick={() => setUnits(item.units.filter((_, at) => at !== index))}
              />
            ) : null}
          </div>
        ))}
      </div>
      <div className="button-row">
        {unused && !isLocked ? (
          <Button
            look="quiet"
            icon="plus"
            onClick={() => setUnits([...item.units, { unit: unused.id, quantity: 1 }])}
          >
            {words.needs.add}
          </Button>
        ) : null}
        {isLocked ? null : (
          <IconButton
            icon="close"
            label={words.basket.remove(item.code)}
            onClick={() => void update((now) => withoutItem(now, item.asset_id))}
          />
        )}
      </div>
    </div>
  );
}
