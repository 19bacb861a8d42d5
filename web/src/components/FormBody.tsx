// A form: what is wrong above its fields, its buttons below.
import type { ReactNode } from 'react';
import { Refused } from '../api/refused';
import { Button } from './Button';
import { ErrorSummary, FormFaults } from './form';
import { Refusal } from './Problem';
import type { Submit } from './useSubmit';

interface FormBodyProps {
  submit: Submit;
  onSubmit: () => void;
  label: string;
  children: ReactNode;
  extra?: ReactNode;
  /** Set before the pointers of the fields where a page has two forms with the same ones. */
  under?: string;
}

export function FormBody({ submit, onSubmit, label, children, extra, under = '' }: FormBodyProps) {
  const refused = submit.error instanceof Refused && submit.error.status === 422;
  const faults = (refused ? (submit.error as Refused).errors : []).map((fault) => ({
    ...fault,
    pointer: `${under}${fault.pointer}`,
  }));
  return (
    <FormFaults of={faults}>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {faults.length > 0 ? (
          <ErrorSummary of={faults} />
        ) : (
          <Refusal error={submit.error} again={onSubmit} />
        )}
        {children}
        <div className="button-row">
          <Button type="submit" look="primary" pending={submit.pending}>
            {label}
          </Button>
          {extra}
        </div>
      </form>
    </FormFaults>
  );
}
