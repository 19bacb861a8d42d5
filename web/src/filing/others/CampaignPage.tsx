// A clean-up campaign: which streets, what shall be better, and whom to ask.
import { TextAreaField, TextField } from '../../components/Field';
import { NumberField } from '../../components/NumberFields';
import { useWords } from '../../words/context';
import { Applicant, Ending, FilingFrame } from '../FilingFrame';
import type { Filing } from '../useFiling';
import { type Campaign, campaignSpec, isWhole } from './campaign';
import { Streets } from './Streets';

const MOST_AROUND = 200;

export function CampaignPage() {
  const { campaign: words } = useWords().filings;
  return (
    <FilingFrame spec={campaignSpec} title={words.title} intro={words.intro}>
      {(filing) => <Fields of={filing} />}
    </FilingFrame>
  );
}

function Fields({ of }: { of: Filing<Campaign> }) {
  const { filings: words, content: nouns } = useWords();
  const { content, set } = of;
  return (
    <div className="stack loose">
      <div className="form">
        <Applicant of={of} />
        <TextField
          at="/title"
          label={words.name}
          hint={words.campaign.nameHint}
          maxLength={300}
          value={content.title}
          onChange={(title) => set({ title })}
        />
        <TextAreaField
          at="/purpose"
          label={words.campaign.purpose}
          rows={3}
          max={5000}
          value={content.purpose}
          onChange={(purpose) => set({ purpose })}
        />
        <TextField
          at="/contact"
          label={nouns.contact}
          hint={words.contactHint}
          maxLength={500}
          value={content.contact}
          onChange={(contact) => set({ contact })}
        />
      </div>
      <Streets streets={content.streets} onChange={(streets) => set({ streets })} />
      <div className="form">
        <NumberField
          at="/within_m"
          label={words.campaign.within}
          hint={words.campaign.withinHint}
          unit="m"
          min={1}
          max={MOST_AROUND}
          value={content.within_m}
          onChange={(within_m) => set({ within_m })}
        />
      </div>
      <Ending of={of} missing={content.streets.every(isWhole) ? [] : [words.campaign.notSent]} />
    </div>
  );
}
