// What is to be built: its name, its kind and its height.
import { useAssetKinds } from '../cases/content/units';
import { SelectField, TextField } from '../components/Field';
import { NumberField } from '../components/NumberFields';
import { useWords } from '../words/context';

interface Built {
  title: string;
  asset_kind: string;
  height_m: number | undefined;
}

interface BuiltFieldsProps {
  label: string;
  hint: string;
  content: Built;
  set: (part: Partial<Built>) => void;
}

export function BuiltFields({ label, hint, content, set }: BuiltFieldsProps) {
  const { content: nouns, filing } = useWords();
  const kinds = useAssetKinds();
  return (
    <>
      <TextField
        at="/title"
        label={label}
        hint={hint}
        maxLength={300}
        value={content.title}
        onChange={(title) => set({ title })}
      />
      <SelectField
        at="/asset_kind"
        label={nouns.assetKind}
        none={filing.choose}
        choices={kinds}
        value={content.asset_kind}
        onChange={(asset_kind) => set({ asset_kind })}
      />
      <NumberField
        at="/height_m"
        label={nouns.height}
        optional
        kind="fraction"
        unit="m"
        min={0}
        value={content.height_m}
        onChange={(height_m) => set({ height_m })}
      />
    </>
  );
}
