// Rows that keep their places while a person works through them.
import { useState } from 'react';

export interface Steady<Row> {
  rows: readonly Row[];
  /** Rows that the newest answer of the server no longer has. */
  isGone: (row: Row) => boolean;
  gone: number;
  /** Shows the list as the server has it now. */
  refresh: () => void;
}

/** Rows known before keep their order, those that left stay, and new ones come last. */
export function merged<Row extends { id: string }>(
  before: readonly Row[],
  now: readonly Row[],
): readonly Row[] {
  const latest = new Map(now.map((row) => [row.id, row]));
  const known = new Set(before.map(({ id }) => id));
  return [
    ...before.map((row) => latest.get(row.id) ?? row),
    ...now.filter(({ id }) => !known.has(id)),
  ];
}

/** `list` names what was asked for: another list begins afresh. */
export function useSteadyRows<Row extends { id: string }>(
  list: string,
  items: readonly Row[] | undefined,
): Steady<Row> {
  const [shown, setShown] = useState({ list, items, rows: items ?? [] });
  let current = shown;
  if (items && (items !== shown.items || list !== shown.list)) {
    const rows = list === shown.list ? merged(shown.rows, items) : items;
    current = { list, items, rows };
    setShown(current);
  }
  const stale = current.list !== list;
  const here = new Set((current.items ?? []).map(({ id }) => id));
  const rows = stale ? [] : current.rows;
  return {
    rows,
    isGone: (row) => !here.has(row.id),
    gone: rows.filter(({ id }) => !here.has(id)).length,
    refresh: () => setShown({ list, items, rows: items ?? [] }),
  };
}
