// Content of a case before it is filed: kept in the browser while it is typed, sent as a draft to
// the server once, and brought up to date there when the page is opened for the draft again.

import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import type { CaseFull, CaseKind } from '../api/cases';
import { newKey, type Schemas } from '../api/client';
import { Refused } from '../api/refused';
import { type Draft, useDraft } from '../cases/draft';
import { type Submit, useSubmit } from '../components/useSubmit';
import { useMe } from '../session/context';
import { applicantsOf } from '../session/creatable';
import { filingActionOf } from './filingAction';

export interface ServerDraft {
  id: string;
  kind: CaseKind;
  version: number;
}

export interface FilingSpec<T> {
  /** Last part of the address of the page; names the draft in the browser. */
  path: string;
  /** Kinds of case that the page opens; the roles of the first decide on whose behalf. */
  kinds: readonly CaseKind[];
  empty: () => T;
  contentOf: (of: CaseFull) => T;
  /** Opens the draft; the applicant is absent where the person has one organisation only. */
  create: (content: T, applicant: string | undefined, key: string) => Promise<Schemas['Case']>;
  update: (draft: ServerDraft, content: T) => Promise<Schemas['Case']>;
}

interface Stored<T> {
  content: T;
  applicant: string;
  /** Key of the creation, made when the form opens. */
  key: string;
  /** Content that was sent with the key, while no answer has come. */
  sent: { content: T; applicant: string } | null;
  /** Draft on the server. */
  made: ServerDraft | null;
}

export interface Filing<T> {
  content: T;
  set: (part: Partial<T>) => void;
  applicant: string;
  setApplicant: (id: string) => void;
  /** Organisations to choose from; empty where there is no choice. */
  applicants: readonly { id: string; title: string }[];
  submit: Submit;
  /** Makes or updates the draft and opens the action that files it, or the case. */
  finish: (to: 'action' | 'case') => Promise<void>;
  draft: Omit<Draft<unknown>, 'value' | 'set'>;
}

const draftOf = ({ id, kind, version }: Schemas['Case']): ServerDraft => ({ id, kind, version });

export function useFiling<T>(spec: FilingSpec<T>, editing: CaseFull | null): Filing<T> {
  const me = useMe();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const submit = useSubmit();
  const {
    value,
    set: write,
    ...draft
  } = useDraft<Stored<T>>(`filing/${editing?.id ?? spec.path}`, () => ({
    content: editing ? spec.contentOf(editing) : spec.empty(),
    applicant: '',
    key: newKey(),
    sent: null,
    made: editing ? draftOf({ ...editing }) : null,
  }));
  const latest = useRef(value);
  latest.current = value;
  const store = (part: Partial<Stored<T>>): void => {
    latest.current = { ...latest.current, ...part };
    write(latest.current);
  };

  const [kind] = spec.kinds;
  const all = kind ? applicantsOf(me, kind) : [];
  const applicants = all.length > 1 && !value.made ? all : [];

  /** Draft of this form on the server; a lost answer is asked for again with what was sent. */
  const make = async (): Promise<ServerDraft> => {
    const { made, sent, key } = latest.current;
    if (made) return made;
    const { content, applicant } = sent ?? latest.current;
    store({ sent: { content, applicant } });
    try {
      const made = draftOf(await spec.create(content, applicant || undefined, key));
      store({ made, sent: null });
      return made;
    } catch (error) {
      // What was refused is not made: other content is a request of its own.
      if (error instanceof Refused && error.status < 500) store({ sent: null, key: newKey() });
      throw error;
    }
  };

  const finish = (to: 'action' | 'case'): Promise<void> =>
    submit.run(async () => {
      const known = latest.current.made !== null || latest.current.sent !== null;
      let made = await make();
      if (known) {
        made = draftOf(await spec.update(made, latest.current.content));
        store({ made });
      }
      void queries.invalidateQueries({ queryKey: ['case'] });
      const action = to === 'action' ? await filingActionOf(queries, made.id) : undefined;
      draft.clear();
      if (action)
        await navigate({
          to: '/cases/$caseId/do/$action',
          params: { caseId: made.id, action },
        });
      else await navigate({ to: '/cases/$caseId', params: { caseId: made.id } });
    });

  return {
    content: value.content,
    set: (part) => store({ content: { ...latest.current.content, ...part } }),
    applicant: value.applicant,
    setApplicant: (applicant) => store({ applicant }),
    applicants,
    submit,
    finish,
    draft,
  };
}
