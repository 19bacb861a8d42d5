// Content of a case before it is filed: kept in the browser while it is typed, sent as a draft to
// the server once, and brought up to date there when the page is opened for the draft again.

import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import type { CaseFull, CaseKind } from '../api/cases';
import { newKey, type Schemas } from '../api/client';
import { Refused } from '../api/refused';
import { type Draft, useDraft } from '../cases/draft';
import { mayFollow } from '../cases/follows';
import { type Submit, useSubmit } from '../components/useSubmit';
import { useMe } from '../session/context';
import { applicantsOf } from '../session/creatable';
import { filingActionOf } from './filingAction';

export interface ServerDraft {
  id: string;
  kind: CaseKind;
  version: number;
}

export type PreviousCase = Pick<CaseFull, 'id' | 'kind'>;

export interface FilingSpec<T> {
  /** Last part of the address of the page; names the draft in the browser. */
  path: string;
  /** Kinds of case that the page opens; the roles of the first decide on whose behalf. */
  kinds: readonly CaseKind[];
  empty: () => T;
  contentOf: (of: CaseFull) => T;
  /** Kinds of case whose content the page copies; those that it opens without it. */
  sources?: readonly CaseKind[];
  /**
   * Opens the draft; the applicant is absent where the person has one organisation only, the
   * earlier case where the new one follows none.
   */
  create: (
    content: T,
    applicant: string | undefined,
    key: string,
    previous?: PreviousCase,
  ) => Promise<Schemas['Case']>;
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
  /** Earlier case that the new one follows. */
  previous?: PreviousCase | null;
}

/** What the page was opened with: a draft of the server, or a case whose content is copied. */
export interface Opened {
  editing: CaseFull | null;
  source: CaseFull | null;
}

export interface Filing<T> extends Opened {
  content: T;
  /** Draft of this form on the server, once there is one. */
  made: ServerDraft | null;
  /** Earlier case that the new one may follow, and whether it does. */
  followable: PreviousCase | null;
  follows: boolean;
  setFollows: (follows: boolean) => void;
  set: (part: Partial<T>) => void;
  applicant: string;
  setApplicant: (id: string) => void;
  /** Organisations to choose from; empty where there is no choice. */
  applicants: readonly { id: string; title: string }[];
  submit: Submit;
  /**
   * Makes or updates the draft and opens the action that files it, the case, or a new form with
   * its content.
   */
  finish: (to: 'action' | 'case' | 'copy') => Promise<void>;
  draft: Omit<Draft<unknown>, 'value' | 'set'>;
}

const draftOf = ({ id, kind, version }: Schemas['Case']): ServerDraft => ({ id, kind, version });

const contentOf = <T>(spec: FilingSpec<T>, of: CaseFull | null): T =>
  of ? spec.contentOf(of) : spec.empty();

const draftName = <T>({ path }: FilingSpec<T>, { editing, source }: Opened): string =>
  `filing/${editing?.id ?? (source ? `${path}/from/${source.id}` : path)}`;

const followableOf = <T>({ kinds }: FilingSpec<T>, source: CaseFull | null): PreviousCase | null =>
  source && kinds.includes(source.kind) && mayFollow(source)
    ? { id: source.id, kind: source.kind }
    : null;

export function useFiling<T>(spec: FilingSpec<T>, { editing, source }: Opened): Filing<T> {
  const me = useMe();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const submit = useSubmit();
  const followable = followableOf(spec, source);
  const {
    value,
    set: write,
    ...draft
  } = useDraft<Stored<T>>(draftName(spec, { editing, source }), () => ({
    content: contentOf(spec, editing ?? source),
    applicant: '',
    key: newKey(),
    sent: null,
    made: editing ? draftOf({ ...editing }) : null,
    previous: followable,
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
      const previous = latest.current.previous ?? undefined;
      const made = draftOf(await spec.create(content, applicant || undefined, key, previous));
      store({ made, sent: null });
      return made;
    } catch (error) {
      // What was refused is not made: other content is a request of its own.
      if (error instanceof Refused && error.status < 500) store({ sent: null, key: newKey() });
      throw error;
    }
  };

  const finish = (to: 'action' | 'case' | 'copy'): Promise<void> =>
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
      if (to === 'copy')
        await navigate({
          to: '/cases/new/$kind',
          params: { kind: spec.path },
          search: { from: made.id },
        });
      else if (action)
        await navigate({
          to: '/cases/$caseId/do/$action',
          params: { caseId: made.id, action },
        });
      else await navigate({ to: '/cases/$caseId', params: { caseId: made.id } });
    });

  return {
    editing,
    source,
    content: value.content,
    made: value.made,
    followable,
    follows: Boolean(value.previous),
    setFollows: (follows) => store({ previous: follows ? followable : null }),
    set: (part) => store({ content: { ...latest.current.content, ...part } }),
    applicant: value.applicant,
    setApplicant: (applicant) => store({ applicant }),
    applicants,
    submit,
    finish,
    draft,
  };
}
