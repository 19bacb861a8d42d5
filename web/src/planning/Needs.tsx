// Quantities that each asset along the route must have.
import type { AssetKind } from '../api/assets';
import type { BasketUnit } from '../basket/basket';
import { Button, IconButton } from '../components/Button';
import { Group } from '../components/choices';
import { SelectField } from '../components/Field';
import { NumberField } from '../components/NumberFields';
import { useWords } from '../words/context';

interface NeedsProps {
  needs: readonly BasketUnit[];
  kinds: readonly AssetKind[];
  onChange: (needs: BasketUnit[]) => void;
}

export function Needs({ needs, kinds, onChange }: NeedsProps) {
  const { planning: words } = useWords();
  const units = new Map(
    kinds.flatMap((kind) => kind.units.map((unit) => [unit.id, unit.title] as const)),
  );
  const choices = [...units].map(([id, title]) => ({ id, title }));
  const unused = choices.find(({ id }) => !needs.some(({ unit }) => unit === id));
  const change = (index: number, part: Partial<BasketUnit>): void =>
    onChange(needs.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <Group at="/units" legend={words.needs.title} hint={words.needs.hint} optional>
      {needs.map((need, index) => (
        <div key={need.unit} className="need">
          <SelectField
            at={`/units/${index}/unit`}
            label={words.needs.unit}
            choices={choices.filter(
              ({ id }) => id === need.unit || !needs.some(({ unit }) => unit === id),
            )}
            value={need.unit}
            onChange={(unit) => change(index, { unit })}
          />
          <NumberField
            at={`/units/${index}/quantity`}
            label={words.needs.quantity}
            min={1}
            value={need.quantity}
            onChange={(quantity) => {
              if (quantity) change(index, { quantity });
            }}
          />
          <IconButton
            icon="close"
            label={words.needs.remove(units.get(need.unit) ?? need.unit)}
            onClick={() => onChange(needs.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <div>
        <Button
          icon="plus"
          onClick={() => {
            if (unused) onChange([...needs, { unit: unused.id, quantity: 1 }]);
          }}
        >
          {words.needs.add}
        </Button>
      </div>
    </Group>
  );
}
