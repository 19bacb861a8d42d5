// Content of planned works as the page holds it, and as the contract takes it.
import type { CaseFull } from '../../api/cases';
import type { Schemas } from '../../api/client';
import { createPlannedWorks, updatePlannedWorks } from '../../api/filings';
import type { Geometry } from '../../map/geo';
import type { FilingSpec } from '../useFiling';
import { applicantOf, trimmed } from './texts';

export interface PlannedWorks {
  title: string;
  description: string;
  address: string;
  contact: string;
  justification: string;
  place: Geometry | undefined;
  starts_on: string;
  duration_days: number | undefined;
  final_project_on: string;
  publicly_financed: boolean;
}

const empty = (): PlannedWorks => ({
  title: '',
  description: '',
  address: '',
  contact: '',
  justification: '',
  place: undefined,
  starts_on: '',
  duration_days: undefined,
  final_project_on: '',
  publicly_financed: false,
});

function contentOf(of: CaseFull): PlannedWorks {
  const { notice } = of.content as Schemas['PlannedWorksContent'];
  return {
    title: notice.title,
    description: notice.description,
    address: notice.address ?? '',
    contact: notice.contact,
    justification: notice.justification ?? '',
    place: notice.place ?? undefined,
    starts_on: notice.starts_on ?? '',
    duration_days: notice.duration_days ?? undefined,
    final_project_on: notice.final_project_on ?? '',
    publicly_financed: notice.publicly_financed,
  };
}

function bodyOf(content: PlannedWorks): Schemas['PlannedWorkDraft'] {
  const { title, description, address, contact, justification } = content;
  const { place, starts_on, duration_days, final_project_on, publicly_financed } = content;
  return {
    ...trimmed({ title, description, address, contact, justification }),
    ...(place ? { place } : {}),
    ...(starts_on ? { starts_on } : {}),
    ...(duration_days === undefined ? {} : { duration_days }),
    ...(final_project_on ? { final_project_on } : {}),
    publicly_financed,
  };
}

export const plannedWorksSpec: FilingSpec<PlannedWorks> = {
  path: 'planned-works',
  kinds: ['planned_works'],
  empty,
  contentOf,
  create: (content, applicant, key) =>
    createPlannedWorks({ ...bodyOf(content), ...applicantOf(applicant) }, key),
  update: ({ id, version }, content) => updatePlannedWorks(id, bodyOf(content), version),
};
