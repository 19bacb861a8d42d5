// Content of a permit application or a commencement notice, and what the law is asked about it.
import type { CaseFull } from '../../api/cases';
import type { Schemas } from '../../api/client';
import {
  createWorks,
  findRoute,
  type PermitWay,
  type RouteQuestion,
  updateWorks,
} from '../../api/construction';
import { type Geometry, positionsOf, roundedPosition } from '../../map/geo';
import type { FilingSpec } from '../useFiling';

/** What an approved place says about the works there. */
export interface Site {
  asset_kind: string;
  height_m: number | undefined;
  settlement: string;
  address: string;
  place: Geometry | undefined;
}

export interface Works extends Site {
  work: string;
  class: string;
  in_plan: '' | 'yes' | 'no';
  /** Assumed day of filing; empty for today. */
  on: string;
  siting_case_id: string;
  /** What the chosen approval says: another one replaces it, what was typed stays. */
  taken: Site | null;
  title: string;
  description: string;
  starts_on: string;
}

const NOWHERE: Site = {
  asset_kind: '',
  height_m: undefined,
  settlement: '',
  address: '',
  place: undefined,
};

const empty = (): Works => ({
  ...NOWHERE,
  work: '',
  class: '',
  in_plan: '',
  on: '',
  siting_case_id: '',
  taken: null,
  title: '',
  description: '',
  starts_on: '',
});

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const isEmpty = (value: unknown): boolean => value === undefined || value === '';

const siteOf = (filed: Schemas['SitingFiled'] | Schemas['ConstructionFiled']): Site => ({
  asset_kind: filed.asset_kind,
  height_m: filed.height_m ?? undefined,
  settlement: filed.settlement ?? '',
  address: filed.address ?? '',
  place: filed.place ?? undefined,
});

/** What an approval says, its place to the precision that people read. */
export function approvedSite(filed: Schemas['SitingFiled']): Site {
  const site = siteOf(filed);
  const [at] = site.place?.type === 'Point' ? positionsOf(site.place) : [];
  return at ? { ...site, place: { type: 'Point', coordinates: [...roundedPosition(at)] } } : site;
}

/** Works at an approved place; only what is empty or came from another approval is replaced. */
export function atSite(works: Works, id: string, title: string, site: Site): Works {
  const before: Site = works.taken ?? NOWHERE;
  const kept = (Object.keys(NOWHERE) as (keyof Site)[]).filter(
    (name) => !isEmpty(works[name]) && !isSame(works[name], before[name]),
  );
  return {
    ...works,
    ...site,
    ...Object.fromEntries(kept.map((name) => [name, works[name]])),
    siting_case_id: id,
    taken: site,
    title: works.title || title,
  };
}

export function contentOf(of: CaseFull): Works {
  if (of.kind === 'siting_application') {
    const { application } = of.content as Schemas['SitingContent'];
    return atSite(empty(), of.id, application.title, approvedSite(application));
  }
  const { works } = of.content as Schemas['ConstructionContent'];
  return {
    ...empty(),
    ...siteOf(works),
    work: works.work ?? '',
    class: works.class ?? '',
    in_plan: works.in_plan ? 'yes' : 'no',
    siting_case_id: works.siting_case_id ?? '',
    title: works.title,
    description: works.description,
    starts_on: works.starts_on ?? '',
  };
}

/** Nothing before the kind of works is known. */
export function questionOf(content: Works): RouteQuestion | undefined {
  const { work, place, settlement, on } = content;
  if (!work) return undefined;
  return {
    work: work as Schemas['ConstructionWorksKind'],
    in_plan: content.in_plan === 'yes',
    ...(content.class ? { class: content.class as Schemas['ConstructionWorksClass'] } : {}),
    ...(settlement ? { settlement: settlement as Schemas['SettlementType'] } : {}),
    ...(place ? { place } : {}),
    ...(on ? { on } : {}),
  };
}

const cleaned = (text: string): string => text.trim().normalize('NFC');

/** Body of the draft: an emptied text is sent, so that an update removes it. */
export function bodyOf(content: Works): Schemas['ConstructionWorksDraft'] {
  const { work, place, height_m, settlement, in_plan, asset_kind } = content;
  return {
    title: cleaned(content.title),
    description: cleaned(content.description),
    address: cleaned(content.address),
    ...(work ? { work: work as Schemas['ConstructionWorksKind'] } : {}),
    ...(content.class ? { class: content.class as Schemas['ConstructionWorksClass'] } : {}),
    ...(in_plan ? { in_plan: in_plan === 'yes' } : {}),
    ...(settlement ? { settlement: settlement as Schemas['SettlementType'] } : {}),
    ...(asset_kind ? { asset_kind } : {}),
    ...(height_m === undefined ? {} : { height_m }),
    ...(place ? { place } : {}),
    ...(content.siting_case_id ? { siting_case_id: content.siting_case_id } : {}),
    ...(content.starts_on ? { starts_on: content.starts_on } : {}),
  };
}

const written = (body: Schemas['ConstructionWorksDraft']): Schemas['ConstructionWorksDraft'] =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== ''));

/** Kind of case for the works, asked again when the draft is made. */
async function wayOf(content: Works): Promise<PermitWay> {
  const question = questionOf(content);
  const to = question ? (await findRoute(question)).to : null;
  if (!to) throw new Error('no procedure is known for the works');
  return to;
}

export const worksSpec: FilingSpec<Works> = {
  path: 'works',
  kinds: ['construction_permit', 'commencement_notice'],
  sources: ['construction_permit', 'commencement_notice', 'siting_application'],
  empty,
  contentOf,
  create: async (content, applicant, key, previous) => {
    const kind = await wayOf(content);
    return createWorks(
      kind,
      {
        ...written(bodyOf(content)),
        ...(applicant ? { applicant_id: applicant } : {}),
        ...(previous?.kind === kind ? { previous_case_id: previous.id } : {}),
      },
      key,
    );
  },
  update: ({ id, kind, version }, content) =>
    updateWorks(kind as PermitWay, id, bodyOf(content), version),
};
