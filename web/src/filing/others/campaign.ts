// Content of a clean-up campaign as the page holds it, and as the contract takes it.
import type { CaseFull } from '../../api/cases';
import type { Schemas } from '../../api/client';
import { createCampaign, updateCampaign } from '../../api/filings';
import type { Geometry } from '../../map/geo';
import type { FilingSpec } from '../useFiling';
import { applicantOf, trimmed } from './texts';

export interface Street {
  name: string;
  place: Geometry | undefined;
}

export interface Campaign {
  title: string;
  purpose: string;
  contact: string;
  streets: readonly Street[];
  within_m: number | undefined;
}

function contentOf(of: CaseFull): Campaign {
  const { campaign } = of.content as Schemas['CleanUpContent'];
  return {
    title: campaign.title,
    purpose: campaign.purpose,
    contact: campaign.contact,
    streets: campaign.streets.map(({ name, place }) => ({ name, place: place ?? undefined })),
    within_m: campaign.within_m ?? undefined,
  };
}

function bodyOf(content: Campaign): Schemas['CleanUpCampaignDraft'] {
  const { title, purpose, contact, streets, within_m } = content;
  return {
    ...trimmed({ title, purpose, contact }),
    streets: streets.flatMap(({ name, place }) =>
      place && name.trim() ? [{ name: name.trim().normalize('NFC'), place }] : [],
    ),
    ...(within_m === undefined ? {} : { within_m }),
  };
}

/** A street without a name or a place is not sent. */
export const isWhole = ({ name, place }: Street): boolean =>
  name.trim() !== '' && place !== undefined;

export const campaignSpec: FilingSpec<Campaign> = {
  path: 'clean-up-campaign',
  kinds: ['clean_up_campaign'],
  empty: () => ({ title: '', purpose: '', contact: '', streets: [], within_m: undefined }),
  contentOf,
  create: (content, applicant, key) =>
    createCampaign({ ...bodyOf(content), ...applicantOf(applicant) }, key),
  update: ({ id, version }, content) => updateCampaign(id, bodyOf(content), version),
};
