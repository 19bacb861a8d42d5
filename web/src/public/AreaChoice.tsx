import { useQuery } from '@tanstack/react-query';
import { publicAreasQuery } from '../api/public';
import { SelectField } from '../components/Field';
import { usePublicWords } from './words';

// Provinces and planning zones hold communes; works and permits stand in communes.
const WIDE_LEVELS = ['tinh', 'zone'];

interface AreaChoiceProps {
  value: string | undefined;
  onChange: (area: string | undefined) => void;
}

/** The communes of the installation, which everybody may read. */
export function AreaChoice({ value, onChange }: AreaChoiceProps) {
  const words = usePublicWords();
  const { data, isError } = useQuery(publicAreasQuery);
  const communes = (data ?? []).filter(({ level }) => !WIDE_LEVELS.includes(level));
  return (
    <SelectField
      at="/filter/area"
      label={words.work.areaLabel}
      hint={isError ? words.work.areaFailed : undefined}
      value={communes.some(({ id }) => id === value) ? (value ?? '') : ''}
      none={words.everywhere}
      choices={communes.map(({ id, name }) => ({ id, title: name }))}
      onChange={(area) => onChange(area || undefined)}
    />
  );
}
