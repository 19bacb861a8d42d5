// The questions on which the procedure depends, with the answer of the server beside them.
import { useTitleList } from '../../api/titles';
import { Radios } from '../../components/choices';
import { DayField } from '../../components/DayField';
import { SelectField } from '../../components/Field';
import { useLanguage, useWords } from '../../words/context';
import { Applicant } from '../FilingFrame';
import type { Filing } from '../useFiling';
import { Answer } from './Answer';
import { SitePicker } from './SitePicker';
import { useProcedure } from './useProcedure';
import type { Works } from './works';

export function QuestionStep({ of }: { of: Filing<Works> }) {
  const { construction: words, content: nouns, filing, common } = useWords();
  const language = useLanguage();
  const kinds = useTitleList(language, 'ConstructionWorksKind');
  const classes = useTitleList(language, 'ConstructionWorksClass');
  const settlements = useTitleList(language, 'SettlementType');
  const { content, set } = of;
  const procedure = useProcedure(content);
  return (
    <div className="columns with-aside">
      <div className="form">
        <Applicant of={of} />
        <Radios
          at="/work"
          legend={words.work}
          choices={kinds}
          value={content.work}
          onChange={(work) => set({ work })}
        />
        <SitePicker of={of} />
        <SelectField
          at="/class"
          label={words.class}
          hint={words.classHint}
          none={filing.choose}
          choices={classes}
          value={content.class}
          onChange={(value) => set({ class: value })}
        />
        <Radios
          at="/settlement"
          legend={nouns.settlement}
          choices={settlements}
          value={content.settlement}
          onChange={(settlement) => set({ settlement })}
        />
        <Radios
          at="/in_plan"
          legend={words.inPlan}
          hint={words.inPlanHint}
          choices={[
            { id: 'yes', title: common.yes },
            { id: 'no', title: common.no },
          ]}
          value={content.in_plan}
          onChange={(answer) => set({ in_plan: answer === 'yes' ? 'yes' : 'no' })}
        />
        <DayField
          at="/on"
          label={words.on}
          hint={words.onHint}
          optional
          value={content.on}
          onChange={(on) => set({ on })}
        />
      </div>
      <aside className="stack" aria-label={words.answer}>
        <Answer of={procedure} onToday={() => set({ on: '' })} />
      </aside>
    </div>
  );
}
