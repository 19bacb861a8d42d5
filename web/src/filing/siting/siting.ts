// Content of a siting application as the page holds it, and as the contract takes it.
import type { CaseFull } from '../../api/cases';
import type { Schemas } from '../../api/client';
import { createSiting, type SharingQuestion, updateSiting } from '../../api/siting';
import type { Geometry } from '../../map/geo';
import type { Filing, FilingSpec } from '../useFiling';

/** Answer for an asset nearby: a sharing request for it, or why it cannot be used. */
export interface SharingAnswer {
  /** Id of the sharing request; `why` for a justification. */
  way: string;
  justification: string;
}

export const WHY = 'why';

export interface Siting {
  title: string;
  purpose: string;
  asset_kind: string;
  height_m: number | undefined;
  settlement: string;
  address: string;
  place: Geometry | undefined;
  plan_reference: string;
  answers: Readonly<Record<string, SharingAnswer>>;
}

const empty = (): Siting => ({
  title: '',
  purpose: '',
  asset_kind: '',
  height_m: undefined,
  settlement: '',
  address: '',
  place: undefined,
  plan_reference: '',
  answers: {},
});

function contentOf(of: CaseFull): Siting {
  const { application } = of.content as Schemas['SitingContent'];
  return {
    title: application.title,
    purpose: application.purpose,
    asset_kind: application.asset_kind,
    height_m: application.height_m ?? undefined,
    settlement: application.settlement ?? '',
    address: application.address ?? '',
    place: application.place ?? undefined,
    plan_reference: application.plan_reference ?? '',
    answers: Object.fromEntries(
      application.sharing_answers.map(({ asset_id, sharing_case_id, justification }) => [
        asset_id,
        { way: sharing_case_id ?? WHY, justification: justification ?? '' },
      ]),
    ),
  };
}

export const isAnswered = (answer: SharingAnswer | undefined): boolean =>
  answer !== undefined &&
  answer.way !== '' &&
  (answer.way !== WHY || answer.justification.trim() !== '');

/** What the server is asked about sharing first. */
export const questionOf = ({ content, applicant }: Filing<Siting>): SharingQuestion => ({
  place: content.place,
  settlement: content.settlement,
  asset_kind: content.asset_kind,
  applicant,
});

/** Body of the draft: an emptied text is sent, so that an update removes it. */
export function bodyOf(content: Siting) {
  const { place, height_m, settlement, answers, ...texts } = content;
  const { asset_kind, ...written } = texts;
  return {
    ...Object.fromEntries(
      Object.entries(written).map(([name, text]) => [name, text.trim().normalize('NFC')]),
    ),
    ...(asset_kind ? { asset_kind } : {}),
    ...(place ? { place } : {}),
    ...(height_m === undefined ? {} : { height_m }),
    ...(settlement ? { settlement: settlement as Schemas['SettlementType'] } : {}),
    sharing_answers: Object.entries(answers)
      .filter(([, answer]) => isAnswered(answer))
      .map(([asset_id, { way, justification }]) =>
        way === WHY
          ? { asset_id, justification: justification.trim() }
          : { asset_id, sharing_case_id: way },
      ),
  };
}

/** Body without empty texts: a draft may lack them. */
const written = (body: ReturnType<typeof bodyOf>) =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== ''));

export const sitingSpec: FilingSpec<Siting> = {
  path: 'siting-application',
  kinds: ['siting_application'],
  empty,
  contentOf,
  create: (content, applicant, key, previous) =>
    createSiting(
      {
        ...written(bodyOf(content)),
        ...(applicant ? { applicant_id: applicant } : {}),
        ...(previous ? { previous_case_id: previous.id } : {}),
      },
      key,
    ),
  update: ({ id, version }, content) => updateSiting(id, bodyOf(content), version),
};
