// Content of an information request as the page holds it, and as the contract takes it.
import type { CaseFull } from '../../api/cases';
import type { Schemas } from '../../api/client';
import { createInformationRequest, updateInformationRequest } from '../../api/filings';
import type { Geometry } from '../../map/geo';
import type { FilingSpec } from '../useFiling';
import { applicantOf, trimmed } from './texts';

export interface InformationRequest {
  title: string;
  purpose: string;
  owner_id: string;
  place: Geometry | undefined;
  within_m: number | undefined;
}

/** A box as an area. */
export function areaOfBox(box: readonly number[]): Geometry | undefined {
  const [west, south, east, north] = box;
  if (west === undefined || south === undefined || east === undefined || north === undefined)
    return undefined;
  if (box.some(Number.isNaN)) return undefined;
  return {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  };
}

function contentOf(of: CaseFull): InformationRequest {
  const { inquiry } = of.content as Schemas['InformationContent'];
  return {
    title: inquiry.title,
    purpose: inquiry.purpose,
    owner_id: inquiry.owner_id ?? '',
    place: inquiry.place ?? undefined,
    within_m: inquiry.within_m ?? undefined,
  };
}

function bodyOf(content: InformationRequest): Schemas['InformationRequestDraft'] {
  const { title, purpose, owner_id, place, within_m } = content;
  return {
    ...trimmed({ title, purpose }),
    ...(owner_id ? { owner_id } : {}),
    ...(place ? { place } : {}),
    // Inside an area nothing is around the place.
    ...(place && place.type !== 'Polygon' && within_m !== undefined ? { within_m } : {}),
  };
}

interface Asked {
  /** Box of a list or a map. */
  bbox?: string | undefined;
  owner?: string | undefined;
}

/** A request that begins with the box or the owner of a list has a draft of its own. */
export const informationRequestSpec = ({ bbox, owner }: Asked): FilingSpec<InformationRequest> => ({
  path: ['information-request', owner, bbox].filter(Boolean).join('/'),
  kinds: ['information_request'],
  empty: () => ({
    title: '',
    purpose: '',
    owner_id: owner ?? '',
    place: bbox ? areaOfBox(bbox.split(',').map(Number)) : undefined,
    within_m: undefined,
  }),
  contentOf,
  create: (content, applicant, key) =>
    createInformationRequest({ ...bodyOf(content), ...applicantOf(applicant) }, key),
  update: ({ id, version }, content) => updateInformationRequest(id, bodyOf(content), version),
});
