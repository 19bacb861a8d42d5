// Planned works: where somebody will dig, when, and whom the others may ask.
import { Check } from '../../components/choices';
import { DayField } from '../../components/DayField';
import { TextAreaField, TextField } from '../../components/Field';
import { NumberField } from '../../components/NumberFields';
import { useWords } from '../../words/context';
import { Applicant, Ending, FilingFrame } from '../FilingFrame';
import { PlacePicker } from '../PlacePicker';
import { PlaceUnit } from '../PlaceUnit';
import type { Filing } from '../useFiling';
import { NearbyWorks } from './NearbyWorks';
import { type PlannedWorks, plannedWorksSpec } from './plannedWorks';

const MOST_DAYS = 3650;

export function PlannedWorksPage() {
  const { works } = useWords().filings;
  return (
    <FilingFrame spec={plannedWorksSpec} title={works.title} intro={works.intro}>
      {(filing) => (
        <div className="stack loose">
          <What of={filing} />
          <Where of={filing} />
          <When of={filing} />
          <Ending of={filing} />
        </div>
      )}
    </FilingFrame>
  );
}

interface PartProps {
  of: Filing<PlannedWorks>;
}

function What({ of }: PartProps) {
  const { filings: words } = useWords();
  const { content, set } = of;
  return (
    <div className="form">
      <Applicant of={of} />
      <TextField
        at="/title"
        label={words.name}
        hint={words.works.nameHint}
        maxLength={300}
        value={content.title}
        onChange={(title) => set({ title })}
      />
      <TextAreaField
        at="/description"
        label={words.works.description}
        hint={words.works.descriptionHint}
        rows={3}
        max={5000}
        value={content.description}
        onChange={(description) => set({ description })}
      />
    </div>
  );
}

function Where({ of }: PartProps) {
  const { filings: words, content: nouns } = useWords();
  const { content, set } = of;
  return (
    <section className="stack" aria-label={words.where}>
      <h2>{words.where}</h2>
      <PlacePicker
        at="/place"
        label={nouns.place}
        hint={words.works.placeHint}
        shapes={['LineString', 'Polygon', 'Point']}
        value={content.place}
        onChange={(place) => set({ place })}
      >
        <PlaceUnit place={content.place} />
        <TextField
          at="/address"
          label={words.works.address}
          maxLength={500}
          value={content.address}
          onChange={(address) => set({ address })}
        />
        <TextAreaField
          at="/justification"
          label={words.works.justification}
          hint={words.works.justificationHint}
          optional
          rows={2}
          max={2000}
          value={content.justification}
          onChange={(justification) => set({ justification })}
        />
      </PlacePicker>
      <NearbyWorks place={content.place} />
    </section>
  );
}

function When({ of }: PartProps) {
  const { filings: words, content: nouns } = useWords();
  const { content, set } = of;
  return (
    <section className="form" aria-label={words.when}>
      <h2>{words.when}</h2>
      <DayField
        at="/starts_on"
        label={nouns.startsOn}
        value={content.starts_on}
        onChange={(starts_on) => set({ starts_on })}
      />
      <NumberField
        at="/duration_days"
        label={words.works.duration}
        unit={words.works.days}
        min={1}
        max={MOST_DAYS}
        value={content.duration_days}
        onChange={(duration_days) => set({ duration_days })}
      />
      <DayField
        at="/final_project_on"
        label={nouns.works.finalProject}
        hint={words.works.projectHint}
        value={content.final_project_on}
        onChange={(final_project_on) => set({ final_project_on })}
      />
      <Check
        checked={content.publicly_financed}
        onChange={(publicly_financed) => set({ publicly_financed })}
      >
        {words.works.financed}
      </Check>
      <TextField
        at="/contact"
        label={nouns.contact}
        hint={words.contactHint}
        maxLength={500}
        value={content.contact}
        onChange={(contact) => set({ contact })}
      />
    </section>
  );
}
