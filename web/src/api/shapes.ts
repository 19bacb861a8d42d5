// Short names of the contract's schemas that several features use.
import type { Schemas } from './client';

export type Titled = Schemas['ActionChoice'];
export type Meta = Schemas['Installation'];
export type DemoAccount = Schemas['DemoAccount'];

export type TaskRow = Schemas['Task'];
export type TaskCase = Schemas['TaskCase'];
export type TaskCounts = Schemas['TaskCounts'];

/** A page with the number of all rows, exact or at least. */
export interface Counted<T> {
  items: T[];
  next_cursor: string | null;
  total: number | null;
  total_at_least: number | null;
}

export type FieldShape = Schemas['FieldShape'];
export type ActionField = Schemas['ActionField'];
export type Evidence = Schemas['ActionEvidence'];
export type ReasonCode = Schemas['RefusalCode'];
export type ActionDocument = Schemas['ActionDocument'];
export type Action = Schemas['AvailableAction'];
export type NotNow = Schemas['UnavailableAction'];
export type Actions = Schemas['AvailableActionList'];
/** Consequences that an action would have now. */
export type Preview = Schemas['CasePreview'];
