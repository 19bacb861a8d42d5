// The pages of the register: the list, and the work on it.
import { Link } from '@tanstack/react-router';
import { Tabs } from '../components/Tabs';
import { useMe } from '../session/context';
import { useWords } from '../words/context';
import { holds, mayExport, surveys } from './rights';

const CURRENT = { activeProps: { 'aria-current': 'page' as const } };

export function RegisterTabs() {
  const { register, corrections, transfers, assetExports } = useWords();
  const me = useMe();
  return (
    <Tabs label={register.pages}>
      <Link to="/assets" activeOptions={{ exact: true, includeSearch: false }} {...CURRENT}>
        {register.list}
      </Link>
      {surveys(me) ? (
        <Link to="/corrections" {...CURRENT}>
          {corrections.tab}
        </Link>
      ) : null}
      {holds(me) ? (
        <Link to="/transfers" {...CURRENT}>
          {transfers.tab}
        </Link>
      ) : null}
      {mayExport(me) ? (
        <Link to="/exports" {...CURRENT}>
          {assetExports.title}
        </Link>
      ) : null}
    </Tabs>
  );
}
