// Errors of a form by the JSON pointer of the field, and the ids that link the two.
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from 'react';
import { useWords } from '../words/context';
import { Icon } from './Icon';

export interface FormFault {
  /** JSON pointer of the value, such as `/data/items/0/reason`. */
  pointer: string;
  message: string;
}

const Faults = createContext<readonly FormFault[]>([]);

/** Id of the element that edits the value at a pointer. */
export const idOf = (pointer: string): string => `at${pointer.replace(/[^\w-]/g, '-')}`;

export function FormFaults({ of, children }: { of: readonly FormFault[]; children: ReactNode }) {
  return <Faults.Provider value={of}>{children}</Faults.Provider>;
}

/** Messages for the value at a pointer; `deep` takes the values inside it too. */
export function useFaults(pointer: string, deep?: 'deep'): string | undefined {
  const faults = useContext(Faults);
  return useMemo(() => {
    const mine = faults.filter(
      (fault) =>
        fault.pointer === pointer || (deep === 'deep' && fault.pointer.startsWith(`${pointer}/`)),
    );
    return mine.length > 0 ? mine.map((fault) => fault.message).join(' ') : undefined;
  }, [faults, pointer, deep]);
}

/** Element for a fault: the one of its pointer, else the nearest one around it. */
function elementOf(pointer: string): HTMLElement | null {
  for (let path = pointer; path; path = path.slice(0, path.lastIndexOf('/'))) {
    const found = document.getElementById(idOf(path));
    if (found) return found;
  }
  return null;
}

/** Label of the field of a fault, as it stands on the page. */
function labelOf(pointer: string): string | undefined {
  const found = elementOf(pointer);
  const label = found?.matches('fieldset')
    ? found.querySelector(':scope > legend')
    : document.querySelector(`label[for="${found?.id ?? ''}"]`);
  return label?.firstChild?.textContent?.trim();
}

function goTo(pointer: string): void {
  const found = elementOf(pointer);
  if (!found) return;
  const inside = found.matches('input, select, textarea, button')
    ? found
    : (found.querySelector<HTMLElement>('input, select, textarea, button') ?? found);
  inside.focus();
  inside.scrollIntoView({ block: 'center' });
}

/** List of everything that is wrong, with links to the fields. It takes the focus. */
export function ErrorSummary({
  of,
  label,
}: {
  of: readonly FormFault[];
  label?: (pointer: string) => string | undefined;
}) {
  const { common } = useWords();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (of.length > 0) box.current?.focus();
  }, [of]);
  if (of.length === 0) return null;
  return (
    <div ref={box} className="notice late" role="alert" tabIndex={-1}>
      <Icon name="alert" />
      <div className="stack tight">
        <h2 className="notice-title">{common.errorsFound(of.length)}</h2>
        <ul>
          {of.map((fault) => {
            const title = [...new Set([label?.(fault.pointer), labelOf(fault.pointer)])]
              .filter(Boolean)
              .join(' – ');
            return (
              <li key={`${fault.pointer} ${fault.message}`}>
                <a
                  href={`#${idOf(fault.pointer)}`}
                  onClick={(event) => {
                    event.preventDefault();
                    goTo(fault.pointer);
                  }}
                >
                  {title ? `${title}: ${fault.message}` : fault.message}
                </a>
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}
