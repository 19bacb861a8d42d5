// What all requests of the basket say: title, purpose, first day, equipment.
import { Link } from '@tanstack/react-router';
import { type Basket, changed } from '../basket/basket';
import { useBasket } from '../basket/useBasket';
import { buttonClass } from '../components/Button';
import { DayField } from '../components/DayField';
import { SelectField, TextAreaField, TextField } from '../components/Field';
import { NumberField } from '../components/NumberFields';
import { useMe } from '../session/context';
import { useWords } from '../words/context';

const MEASURES = ['weight_kg', 'diameter_mm', 'epa_m2', 'power_w'] as const;
const UNITS = { weight_kg: 'kg', diameter_mm: 'mm', epa_m2: 'm²', power_w: 'W' } as const;

export function DetailsStep() {
  const { planning: words } = useWords();
  const { basket, update } = useBasket();
  const me = useMe();
  const { details } = words;
  const set = (part: Partial<Basket>): void => void update((now) => changed({ ...now, ...part }));
  const { equipment } = basket;
  const applicants = new Map(
    me.memberships
      .filter(({ role }) => role === 'operator_planner' || role === 'operator_manager')
      .map(({ organization_id, organization_name }) => [organization_id, organization_name]),
  );
  return (
    <div className="form">
      {applicants.size > 1 ? (
        <SelectField
          at="/applicant_id"
          label={details.applicant}
          none={details.choose}
          choices={[...applicants].map(([id, title]) => ({ id, title }))}
          value={basket.applicant_id ?? ''}
          onChange={(id) => set({ applicant_id: id || undefined })}
        />
      ) : null}
      <TextField
        at="/title"
        label={details.title}
        hint={details.titleHint}
        maxLength={200}
        value={basket.title}
        onChange={(title) => set({ title })}
      />
      <TextAreaField
        at="/purpose"
        label={details.purpose}
        rows={3}
        value={basket.purpose}
        onChange={(purpose) => set({ purpose })}
      />
      <DayField
        at="/starts_on"
        label={details.startsOn}
        value={basket.starts_on}
        onChange={(starts_on) => set({ starts_on })}
      />
      <fieldset className="group">
        <legend>{details.equipment}</legend>
        <TextAreaField
          at="/equipment/description"
          label={details.description}
          hint={details.descriptionHint}
          rows={3}
          value={equipment.description}
          onChange={(description) => set({ equipment: { ...equipment, description } })}
        />
        <div className="filters">
          {MEASURES.map((name) => (
            <NumberField
              key={name}
              at={`/equipment/${name}`}
              label={details[name]}
              optional
              kind="fraction"
              unit={UNITS[name]}
              min={0}
              value={equipment[name] ?? undefined}
              onChange={(value) => {
                set({ equipment: { ...equipment, [name]: value ?? null } });
              }}
            />
          ))}
        </div>
      </fieldset>
      <div className="button-row">
        <Link to="/requests/new" search={{ step: 'review' }} className={buttonClass('primary')}>
          {words.next.review}
        </Link>
      </div>
    </div>
  );
}
