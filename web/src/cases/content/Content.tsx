// The content of a case by its kind.
import type { ReactNode } from 'react';
import type { CaseFull } from '../../api/cases';
import type { Schemas } from '../../api/client';
import { Construction } from './Construction';
import { Campaign, Dispute, Information } from './Others';
import { PlannedWorks } from './PlannedWorks';
import { Sharing } from './Sharing';
import { Siting } from './Siting';

// The contract names the kind on the case; the content of a kind has one schema.
export function Content({ of: { kind, content } }: { of: CaseFull }): ReactNode {
  switch (kind) {
    case 'sharing_request':
      return <Sharing of={content as Schemas['SharingContent']} />;
    case 'siting_application':
      return <Siting of={content as Schemas['SitingContent']} />;
    case 'construction_permit':
    case 'commencement_notice':
      return <Construction of={content as Schemas['ConstructionContent']} />;
    case 'planned_works':
      return <PlannedWorks of={content as Schemas['PlannedWorksContent']} />;
    case 'dispute':
      return <Dispute of={content as Schemas['DisputeContent']} />;
    case 'information_request':
      return <Information of={content as Schemas['InformationContent']} />;
    case 'clean_up_campaign':
      return <Campaign of={content as Schemas['CleanUpContent']} />;
  }
}
