// A table of one page of rows; below 48em each row is a card of labels and values. The roles are
// written out because a changed `display` takes them away.
import type { ReactNode } from 'react';
import { useWords } from '../words/context';
import { Tick } from './choices';
import './table.css';

export interface Column<Row> {
  id: string;
  title: ReactNode;
  cell: (row: Row) => ReactNode;
  /**
   * `main` heads the card on narrow screens; `number` is aligned at its end; `end` holds buttons,
   * with a title for the ear.
   */
  kind?: 'main' | 'number' | 'end' | 'plain';
}

export interface Selection {
  keys: ReadonlySet<string>;
  set: (keys: ReadonlySet<string>) => void;
}

interface DataTableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  nameOf: (row: Row) => string;
  selection?: Selection;
  /** Index of the row at which the keys j and k are. */
  current?: number;
  /** A row was pressed, or something in it has the focus. */
  onCurrent?: (index: number) => void;
  /** Rows that are no longer part of the list: shown in their place, and not to be selected. */
  isGone?: (row: Row) => boolean;
  toneOf?: (row: Row) => 'late' | 'soon' | undefined;
}

export function DataTable<Row>({
  caption,
  columns,
  rows,
  keyOf,
  nameOf,
  selection,
  current,
  onCurrent,
  isGone,
  toneOf,
}: DataTableProps<Row>) {
  return (
    <table className="data-table" role="table">
      <caption className="visually-hidden">{caption}</caption>
      <Head columns={columns} rows={rows} keyOf={keyOf} selection={selection} />
      <tbody role="rowgroup">
        {rows.map((row, index) => {
          const key = keyOf(row);
          const gone = isGone?.(row) ?? false;
          return (
            <tr
              key={key}
              role="row"
              tabIndex={-1}
              data-row={index}
              data-tone={toneOf?.(row)}
              data-current={index === current || undefined}
              data-selected={selection?.keys.has(key) || undefined}
              data-gone={gone || undefined}
              onFocus={() => onCurrent?.(index)}
              onClick={() => onCurrent?.(index)}
            >
              {selection ? (
                <PickCell name={nameOf(row)} row={key} selection={selection} disabled={gone} />
              ) : null}
              {columns.map((column) => (
                <td key={column.id} role="cell" className={`cell-${column.kind ?? 'plain'}`}>
                  {column.kind === 'main' || column.kind === 'end' ? null : (
                    <span className="cell-label" aria-hidden="true">
                      {column.title}
                    </span>
                  )}
                  <div className="cell-value">{column.cell(row)}</div>
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface PickProps {
  name: string;
  row: string;
  selection: Selection;
  disabled: boolean;
}

export function toggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
}

function PickCell({ name, row, selection, disabled }: PickProps) {
  const { common } = useWords();
  return (
    <td className="cell-pick" role="cell">
      <Tick
        label={common.select(name)}
        checked={selection.keys.has(row)}
        disabled={disabled}
        onChange={() => selection.set(toggled(selection.keys, row))}
      />
    </td>
  );
}

interface HeadProps<Row> {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  selection: Selection | undefined;
}

function Head<Row>({ columns, rows, keyOf, selection }: HeadProps<Row>) {
  const { common } = useWords();
  const every = rows.length > 0 && rows.every((row) => selection?.keys.has(keyOf(row)));
  return (
    <thead role="rowgroup">
      <tr role="row">
        {selection ? (
          <th className="cell-pick" role="columnheader" scope="col">
            <Tick
              label={common.selectAll}
              checked={every}
              onChange={() => selection.set(every ? new Set() : new Set(rows.map(keyOf)))}
            />
          </th>
        ) : null}
        {columns.map(({ id, title, kind }) => (
          <th key={id} role="columnheader" scope="col" className={`cell-${kind ?? 'plain'}`}>
            {kind === 'end' ? <span className="visually-hidden">{title}</span> : title}
          </th>
        ))}
      </tr>
    </thead>
  );
}
