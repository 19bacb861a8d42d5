// A whole sharing request: title, purpose, equipment, and the units wanted of each asset.
import type { Schemas } from '../../api/client';
import { Button } from '../../components/Button';
import { DayField } from '../../components/DayField';
import { SelectField, TextAreaField, TextField } from '../../components/Field';
import { NumberField } from '../../components/NumberFields';
import { useWords } from '../../words/context';
import { useAssets } from '../content/shared';
import { useUnits } from '../content/units';
import type { EditorProps } from './editor';
import { AssetPicker } from './pickers';
import {
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  replaced,
  textOf,
  type Value,
  type Values,
  withMember,
  without,
} from './values';
import { Whole } from './Whole';

export function SharingRequest(props: EditorProps) {
  const filed = (props.of.content as Schemas['SharingContent']).request;
  return (
    <Whole {...props} filed={filed}>
      {(request, change) => <Fields at={props.at} request={request} change={change} />}
    </Whole>
  );
}

interface FieldsProps {
  at: string;
  request: Values;
  change: (request: Values) => void;
}

const MEASURES = ['diameter_mm', 'weight_kg', 'epa_m2', 'power_w'] as const;

function Fields({ at, request, change }: FieldsProps) {
  const { content, forms } = useWords();
  const { sharing } = content;
  const equipment = objectOf(request.equipment);
  const set = (name: string, value: Value | undefined): void =>
    change(withMember(request, name, value));
  const labels = {
    diameter_mm: [sharing.diameter, 'mm'],
    weight_kg: [sharing.weight, 'kg'],
    epa_m2: [sharing.windArea, 'm²'],
    power_w: [sharing.power, 'W'],
  } as const;
  return (
    <>
      <TextField
        at={`${at}/title`}
        label={forms.title}
        value={textOf(request.title)}
        onChange={(title) => set('title', title)}
      />
      <TextAreaField
        at={`${at}/purpose`}
        label={content.purpose}
        value={textOf(request.purpose)}
        onChange={(purpose) => set('purpose', purpose)}
      />
      <DayField
        at={`${at}/starts_on`}
        label={content.startsOn}
        optional
        value={textOf(request.starts_on)}
        onChange={(day) => set('starts_on', day)}
      />
      <TextAreaField
        at={`${at}/equipment/description`}
        label={sharing.equipmentDescription}
        rows={2}
        value={textOf(equipment.description)}
        onChange={(text) => set('equipment', withMember(equipment, 'description', text))}
      />
      <div className="filters">
        {MEASURES.map((measure) => (
          <NumberField
            key={measure}
            at={`${at}/equipment/${measure}`}
            label={labels[measure][0]}
            unit={labels[measure][1]}
            kind="fraction"
            optional
            value={numberOf(equipment[measure])}
            onChange={(number) => set('equipment', withMember(equipment, measure, number))}
          />
        ))}
      </div>
      <Elements
        at={`${at}/elements`}
        elements={listOf(request.elements)}
        change={(elements) => change({ ...request, elements })}
      />
    </>
  );
}

interface ElementsProps {
  at: string;
  elements: readonly Value[];
  change: (elements: readonly Value[]) => void;
}

function Elements({ at, elements, change }: ElementsProps) {
  const { content, forms } = useWords();
  const ids = elements.map((element) => textOf(objectOf(element).asset_id));
  const assets = useAssets(ids);
  return (
    <fieldset className="group">
      <legend>{content.sharing.elements(elements.length)}</legend>
      <ol className="repeated">
        {elements.map((element, index) => {
          const one = objectOf(element);
          const id = textOf(one.asset_id);
          const asset = assets.get(id);
          return (
            <li key={id}>
              <div className="repeated-head">
                <strong className="code">{asset?.code ?? content.hiddenAsset}</strong>
                <Button look="quiet" onClick={() => change(without(elements, index))}>
                  {forms.remove(asset?.code ?? id)}
                </Button>
              </div>
              <Units
                at={`${at}/${index}/units`}
                kind={asset?.kind}
                units={objectsOf(one.units)}
                change={(units) => change(replaced(elements, index, { ...one, units }))}
              />
            </li>
          );
        })}
      </ol>
      <AssetPicker
        key={elements.length}
        at={`${at}/${elements.length}`}
        label={forms.addAsset}
        value=""
        onChange={(id) => {
          if (id && !ids.includes(id))
            change([...elements, { asset_id: id, units: [{ unit: '', quantity: 1 }] }]);
        }}
      />
    </fieldset>
  );
}

interface UnitsProps {
  at: string;
  kind: string | undefined;
  units: readonly Values[];
  change: (units: readonly Value[]) => void;
}

function Units({ at, kind, units, change }: UnitsProps) {
  const { content, forms } = useWords();
  const choices = useUnits(kind);
  return units.map((one, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: units have no other name
    <div className="filters" key={index}>
      <SelectField
        at={`${at}/${index}/unit`}
        label={forms.unitKind}
        none={forms.choose}
        choices={choices}
        value={textOf(one.unit)}
        onChange={(unit) => change(replaced(units, index, { ...one, unit }))}
      />
      <NumberField
        at={`${at}/${index}/quantity`}
        label={content.units}
        min={1}
        value={numberOf(one.quantity)}
        onChange={(quantity) =>
          change(replaced(units, index, withMember(one, 'quantity', quantity)))
        }
      />
    </div>
  ));
}
