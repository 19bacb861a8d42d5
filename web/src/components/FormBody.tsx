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
}

export function FormBody({ submit, onSubmit, label, children, extra }: FormBodyProps) {
  const faults =
    submit.error instanceof Refused && submit.error.status === 422 ? submit.error.errors : [];
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
