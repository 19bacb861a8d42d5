// What an entry of the history says, as sentences with the titles of the rule pack.
import { useQuery } from '@tanstack/react-query';
import { workflowQuery } from '../api/cases';
import type { Schemas } from '../api/client';
import { type Title, useTitles } from '../api/titles';
import type { Words } from '../words';
import { useLanguage, useWords } from '../words/context';
import { type Language, longDay } from '../words/days';

type HistoryEvent = Schemas['CaseHistoryEvent'];
type Clocked = Schemas['CaseClocked'];

interface Sentences {
  event: (event: HistoryEvent) => string;
  action: (action: string) => string;
  actor: (name: string) => string;
}

// The server writes this name where a time limit acted and no person.
const SYSTEM = 'hatang';

interface Named {
  id: string;
  title: string;
}

const titleIn = (list: readonly Named[] | undefined, id: string): string | undefined =>
  list?.find((one) => one.id === id)?.title;

export function useSentences(pack: string, kind: Schemas['CaseKind']): Sentences {
  const { parts } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const { data: workflow } = useQuery(workflowQuery(pack, kind));
  const named = (list: readonly Named[] | undefined, id: string): string =>
    titleIn(list, id) ?? id.replaceAll('_', ' ');
  return {
    // What no person does is no action of the pack: a time limit acted.
    action: (action) =>
      workflow ? (titleIn(workflow.actions, action) ?? parts.history.byLimit) : '…',
    actor: (name) => (name === SYSTEM || name === '' ? parts.history.system : name),
    event: (event) =>
      sentence(event, {
        words: parts.history,
        language,
        title,
        state: (id) => named(workflow?.states, id),
        limit: (id) => named(workflow?.limits, id),
      }),
  };
}

interface Telling {
  words: Words['parts']['history'];
  language: Language;
  title: Title;
  state: (id: string) => string;
  limit: (id: string) => string;
}

function clocked({ timer, why }: Clocked, { words, language, limit }: Telling): string {
  const name = limit(timer.limit);
  const day = longDay(timer.due_on, language);
  switch (why.why) {
    case 'started':
      return words.limitStarted(name, day);
    case 'paused':
      return words.limitPaused(name);
    case 'resumed':
      return words.limitResumed(name, day);
    case 'met':
      return words.limitMet(name);
    case 'expired':
      return words.limitExpired(name);
    case 'extended':
      return words.limitExtended(name, day);
    case 'reminded':
      return words.limitReminded(name);
    case 'reset':
    case 'recomputed':
      return words.limitMoved(name, day);
  }
}

function sentence(event: HistoryEvent, telling: Telling): string {
  const { words, language, title, state } = telling;
  switch (event.event) {
    case 'opened':
      return '';
    case 'redrafted':
      return words.redrafted;
    case 'code_assigned':
      return words.codeAssigned(event.code);
    case 'taken':
      return event.from === event.to ? '' : words.moved(state(event.from), state(event.to));
    case 'repinned':
      return words.repinned(event.pack);
    case 'clocked':
      return clocked(event, telling);
    case 'raised':
      return words.flagRaised(title('CaseFlag', event.flag));
    case 'lowered':
      return words.flagLowered(title('CaseFlag', event.flag));
    case 'decided':
      return words.decided(
        title('CaseDecision', event.outcome),
        title('CaseDecisionMode', event.mode),
      );
    case 'works':
      return words.works(title('CaseWorksStatus', event.status));
    case 'asked':
      return words.referralAsked(longDay(event.referral.due_on, language));
    case 'answered':
      return words.referralAnswered(title('ReferralAnswer', event.opinion.answer));
    case 'redated':
      return words.referralRedated(longDay(event.due_on, language));
    case 'text_replaced':
      return words.textReplaced;
    case 'paper':
      return words.contentAdded;
  }
}
