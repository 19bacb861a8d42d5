// What else a person can begin from a case: a new one with its content, or one that follows it.
import { useNavigate } from '@tanstack/react-router';
import type { CaseFull } from '../api/cases';
import type { Me } from '../api/session';
import { MenuButton, type MenuEntry } from '../components/MenuButton';
import { useMe } from '../session/context';
import { FILING_PATHS, mayCreate } from '../session/creatable';
import { useWords } from '../words/context';
import { mayFollow } from './follows';

// The page of a sharing request begins with a basket, not with the content of another case.
const WITHOUT_COPY = 'sharing_request';

const isOwn = ({ my_stances }: CaseFull): boolean => my_stances.includes('applicant');

const mayCopy = (me: Me, of: CaseFull): boolean =>
  isOwn(of) && of.kind !== WITHOUT_COPY && mayCreate(me, of.kind);

const mayBuildAt = (me: Me, of: CaseFull): boolean =>
  isOwn(of) &&
  of.kind === 'siting_application' &&
  of.phase === 'in_force' &&
  (mayCreate(me, 'construction_permit') || mayCreate(me, 'commencement_notice'));

export function CaseMenu({ of }: { of: CaseFull }) {
  const { filing } = useWords();
  const me = useMe();
  const navigate = useNavigate();
  const open = (kind: string) => () =>
    void navigate({ to: '/cases/new/$kind', params: { kind }, search: { from: of.id } });
  const entries: MenuEntry[] = [];
  if (mayBuildAt(me, of))
    entries.push({
      id: 'build',
      icon: 'plus',
      label: filing.buildHere,
      onSelect: open(FILING_PATHS.construction_permit),
    });
  if (mayCopy(me, of))
    entries.push({
      id: 'copy',
      icon: 'document',
      label: mayFollow(of) ? filing.again : filing.copy,
      onSelect: open(FILING_PATHS[of.kind]),
    });
  if (entries.length === 0) return null;
  return <MenuButton label="" icon="more" name={filing.more} entries={entries} />;
}
