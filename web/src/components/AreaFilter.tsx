import { useQuery } from '@tanstack/react-query';
import { communesQuery } from '../api/references';
import { useWords } from '../words/context';
import { SelectField } from './Field';

interface AreaFilterProps {
  value: string | undefined;
  onChange: (area: string | undefined) => void;
  /** What the list shows comes first: the communes are asked for when it is there. */
  ready: boolean;
}

export function AreaFilter({ value, onChange, ready }: AreaFilterProps) {
  const { cases, common } = useWords();
  const { data } = useQuery({ ...communesQuery, enabled: ready });
  return (
    <SelectField
      at="/filter/area"
      label={cases.area}
      value={value ?? ''}
      none={common.all}
      choices={data ?? []}
      onChange={(area) => onChange(area || undefined)}
    />
  );
}
