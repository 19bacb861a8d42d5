// Somebody else changed what a form edits: both versions side by side, and what was typed is kept.
import type { ReactNode } from 'react';
import { useWords } from '../words/context';
import { Button } from './Button';
import { DataTable } from './DataTable';
import { Notice } from './Notice';

export interface ConflictRow {
  id: string;
  label: string;
  /** What the server has now. */
  stored: ReactNode;
  /** What the form holds. */
  mine: ReactNode;
}

interface ConflictProps {
  /** Values that differ. */
  rows: readonly ConflictRow[];
  onKeep: () => void;
  onTake: () => void;
}

export function Conflict({ rows, onKeep, onTake }: ConflictProps) {
  const { common } = useWords();
  return (
    <Notice tone="soon" announce="alert" focus="take" title={common.changedMeanwhile}>
      <p>{rows.length > 0 ? common.changedText : common.changedAlike}</p>
      {rows.length > 0 ? (
        <DataTable
          caption={`${common.newVersion} – ${common.yourVersion}`}
          rows={rows}
          keyOf={({ id }) => id}
          nameOf={({ label }) => label}
          columns={[
            {
              id: 'label',
              title: common.field,
              kind: 'main',
              cell: ({ label }) => <strong>{label}</strong>,
            },
            { id: 'stored', title: common.newVersion, cell: ({ stored }) => stored },
            { id: 'mine', title: common.yourVersion, cell: ({ mine }) => mine },
          ]}
        />
      ) : null}
      <div className="button-row">
        <Button look="primary" onClick={onKeep}>
          {common.keepMine}
        </Button>
        <Button onClick={onTake}>{common.takeNew}</Button>
      </div>
    </Notice>
  );
}
