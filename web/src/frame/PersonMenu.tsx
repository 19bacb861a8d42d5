import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { removeDraftsOf } from '../api/drafts';
import { logOut } from '../api/session';
import { useTitles } from '../api/titles';
import { MenuButton, type MenuEntry } from '../components/MenuButton';
import { isWorker, useMe } from '../session/context';
import { useLanguage, useWords } from '../words/context';

export function PersonMenu({ onKeys }: { onKeys: () => void }) {
  const me = useMe();
  const { frame, session } = useWords();
  const title = useTitles(useLanguage());
  const navigate = useNavigate();
  const queries = useQueryClient();
  const seats = me.memberships
    .map(({ role, organization_name }) => `${title('Role', role)}, ${organization_name}`)
    .join('; ');
  const absence: MenuEntry = {
    id: 'absence',
    icon: 'calendar',
    label: frame.absence,
    onSelect: () => void navigate({ to: '/me/absences' }),
  };
  const subscriptions: MenuEntry = {
    id: 'subscriptions',
    icon: 'bell',
    label: frame.subscriptions,
    onSelect: () => void navigate({ to: '/me/subscriptions' }),
  };
  return (
    <MenuButton
      look="quiet"
      name={me.name}
      icon="person"
      label={<span className="person-name">{me.name}</span>}
      head={seats}
      entries={[
        {
          id: 'account',
          icon: 'person',
          label: frame.account,
          onSelect: () => void navigate({ to: '/me' }),
        },
        ...(isWorker(me) ? [absence, subscriptions] : []),
        { id: 'keys', icon: 'more', label: frame.keys.title, onSelect: onKeys },
        {
          id: 'logout',
          icon: 'external',
          label: session.logout,
          onSelect: () => {
            // What was typed must not be there for the next person; a full load forgets the pages.
            void Promise.allSettled([logOut(), removeDraftsOf(me.id)]).then(() => {
              queries.clear();
              location.assign('/login');
            });
          },
        },
      ]}
    />
  );
}
