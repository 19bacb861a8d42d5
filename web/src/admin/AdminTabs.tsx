import { Link } from '@tanstack/react-router';
import { Tabs } from '../components/Tabs';
import { useWords } from '../words/context';

export function AdminTabs() {
  const { admin } = useWords();
  return (
    <Tabs label={admin.pages}>
      <Link to="/admin/people" activeProps={{ 'aria-current': 'page' }}>
        {admin.people}
      </Link>
      <Link to="/admin/organizations" activeProps={{ 'aria-current': 'page' }}>
        {admin.organizations}
      </Link>
      <Link to="/admin/outbox" activeProps={{ 'aria-current': 'page' }}>
        {admin.outbox}
      </Link>
    </Tabs>
  );
}
