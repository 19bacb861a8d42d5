// Search parameters of the pages: what is not understood falls back to nothing.
import type { CorrectionStatus } from './api/corrections';
import type { TaskQueue } from './api/tasks';

type Given = Record<string, unknown>;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== ''
    ? value
    : typeof value === 'number'
      ? String(value)
      : undefined;

const oneOf = <T extends string>(value: unknown, ...known: readonly T[]): T | undefined =>
  known.find((one) => one === value);

export interface LoginSearch {
  next?: string | undefined;
}
export const loginSearch = (given: Given): LoginSearch => ({ next: text(given.next) });

export interface PageSearch {
  cursor?: string | undefined;
}
export const pageSearch = (given: Given): PageSearch => ({ cursor: text(given.cursor) });

export interface WorkSearch {
  queue?: TaskQueue | undefined;
  kind?: string | undefined;
  area?: string | undefined;
  q?: string | undefined;
  cursor?: string | undefined;
}
export const workSearch = (given: Given): WorkSearch => ({
  queue: oneOf(given.queue, 'mine', 'open', 'overdue', 'week'),
  kind: text(given.kind),
  area: text(given.area),
  q: text(given.q),
  cursor: text(given.cursor),
});

export type DueFilter = 'overdue' | 'week';

export interface CaseListSearch {
  q?: string | undefined;
  kind?: string | undefined;
  phase?: string | undefined;
  area?: string | undefined;
  stance?: string | undefined;
  turn?: 'mine' | 'others' | undefined;
  due?: DueFilter | undefined;
  sort?: string | undefined;
  cursor?: string | undefined;
}
export const caseListSearch = (given: Given): CaseListSearch => ({
  q: text(given.q),
  kind: text(given.kind),
  phase: text(given.phase),
  area: text(given.area),
  stance: text(given.stance),
  turn: oneOf(given.turn, 'mine', 'others'),
  due: oneOf(given.due, 'overdue', 'week'),
  sort: text(given.sort),
  cursor: text(given.cursor),
});

export interface AdminSearch {
  q?: string | undefined;
  kind?: string | undefined;
  cursor?: string | undefined;
}
export const adminSearch = (given: Given): AdminSearch => ({
  q: text(given.q),
  kind: text(given.kind),
  cursor: text(given.cursor),
});

export interface OutboxSearch {
  status?: 'queued' | 'leased' | 'sent' | 'dead' | undefined;
  cursor?: string | undefined;
}
export const outboxSearch = (given: Given): OutboxSearch => ({
  status: oneOf(given.status, 'queued', 'leased', 'sent', 'dead'),
  cursor: text(given.cursor),
});

const whole = (value: unknown): number | undefined => {
  const number = Number(value);
  return value !== '' && Number.isSafeInteger(number) && number > 0 ? number : undefined;
};

export interface MapSearch {
  /** Centre and zoom, as `map/view.ts` writes them. */
  at?: string | undefined;
  layers?: string | undefined;
  free?: number | undefined;
  owner?: string | undefined;
  /** Asset whose card is open. */
  sel?: string | undefined;
  /** Circle whose assets are listed, as `map/circle.ts` writes it. */
  circle?: string | undefined;
}
export const mapSearch = (given: Given): MapSearch => ({
  at: text(given.at),
  layers: text(given.layers),
  free: whole(given.free),
  owner: text(given.owner),
  sel: text(given.sel),
  circle: text(given.circle),
});

export interface AssetListSearch {
  q?: string | undefined;
  kind?: string | undefined;
  owner?: string | undefined;
  area?: string | undefined;
  lifecycle?: string | undefined;
  free?: number | undefined;
  bbox?: string | undefined;
  sort?: string | undefined;
  cursor?: string | undefined;
}
export const assetListSearch = (given: Given): AssetListSearch => ({
  q: text(given.q),
  kind: text(given.kind),
  owner: text(given.owner),
  area: text(given.area),
  lifecycle: text(given.lifecycle),
  free: whole(given.free),
  bbox: text(given.bbox),
  sort: text(given.sort),
  cursor: text(given.cursor),
});

export interface CorrectionListSearch {
  status?: CorrectionStatus | undefined;
  cursor?: string | undefined;
}
export const correctionListSearch = (given: Given): CorrectionListSearch => ({
  status: oneOf(given.status, 'proposed', 'accepted', 'refused'),
  cursor: text(given.cursor),
});

export interface NewTransferSearch {
  /** Asset from whose page the person comes. */
  asset?: string | undefined;
}
export const newTransferSearch = (given: Given): NewTransferSearch => ({
  asset: text(given.asset),
});

export interface AssetSearch {
  /** Day whose end the register is read at. */
  on?: string | undefined;
}
export const assetSearch = (given: Given): AssetSearch => ({ on: text(given.on) });

export type RequestStep = 'route' | 'basket' | 'details' | 'review';
export interface RequestSearch {
  step?: RequestStep | undefined;
}
export const requestSearch = (given: Given): RequestSearch => ({
  step: oneOf(given.step, 'route', 'basket', 'details', 'review'),
});

export interface PublicWorksSearch {
  q?: string | undefined;
  area?: string | undefined;
  /** A place, as `map/view.ts` writes a centre: `107.08850,20.95670`. */
  near?: string | undefined;
  /** Metres around the place. */
  within?: number | undefined;
  /** Code of the works whose details are open. */
  sel?: string | undefined;
  page?: number | undefined;
}
export const publicWorksSearch = (given: Given): PublicWorksSearch => ({
  q: text(given.q),
  area: text(given.area),
  near: text(given.near),
  within: whole(given.within),
  sel: text(given.sel),
  page: whole(given.page),
});

export interface PublicPermitsSearch {
  q?: string | undefined;
  kind?: string | undefined;
  area?: string | undefined;
  page?: number | undefined;
}
export const publicPermitsSearch = (given: Given): PublicPermitsSearch => ({
  q: text(given.q),
  kind: text(given.kind),
  area: text(given.area),
  page: whole(given.page),
});

export interface PublicDecisionsSearch {
  q?: string | undefined;
  page?: number | undefined;
}
export const publicDecisionsSearch = (given: Given): PublicDecisionsSearch => ({
  q: text(given.q),
  page: whole(given.page),
});

export interface FilingSearch {
  step?: string | undefined;
  /** Draft on the server that is edited. */
  case?: string | undefined;
  /** Case whose content a new one begins with. */
  from?: string | undefined;
}
export const filingSearch = (given: Given): FilingSearch => ({
  step: text(given.step),
  case: text(given.case),
  from: text(given.from),
});

export interface InformationSearch extends FilingSearch {
  /** Box of the list or the map from which the person comes. */
  bbox?: string | undefined;
  owner?: string | undefined;
}
export const informationSearch = (given: Given): InformationSearch => ({
  ...filingSearch(given),
  bbox: text(given.bbox),
  owner: text(given.owner),
});

export interface DisputeSearch extends FilingSearch {
  /** Case from whose page the person comes. */
  about?: string | undefined;
}
export const disputeSearch = (given: Given): DisputeSearch => ({
  ...filingSearch(given),
  about: text(given.about),
});
