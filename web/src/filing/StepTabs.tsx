// The steps of a filing page, each with an address of its own.
import { Link } from '@tanstack/react-router';
import { Tabs } from '../components/Tabs';

interface StepTabsProps<S extends string> {
  label: string;
  /** The first one is the page without a step in its address. */
  steps: readonly S[];
  current: S;
  titles: Readonly<Record<S, string>>;
}

export function StepTabs<S extends string>({ label, steps, current, titles }: StepTabsProps<S>) {
  return (
    <Tabs label={label}>
      {steps.map((one, index) => (
        <Link
          key={one}
          to="."
          search={(given) => ({ ...given, step: index === 0 ? undefined : one })}
          {...(one === current ? { 'aria-current': 'page' as const } : {})}
          activeProps={{}}
          activeOptions={{ exact: true }}
        >
          {index + 1}. {titles[one]}
        </Link>
      ))}
    </Tabs>
  );
}
