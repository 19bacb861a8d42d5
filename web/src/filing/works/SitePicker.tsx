// The approved place of the works, among the siting approvals in force of the person's organisations.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { caseQuery } from '../../api/cases';
import type { Schemas } from '../../api/client';
import { approvedSitesQuery } from '../../api/construction';
import { Notice } from '../../components/Notice';
import { Picker, type PickerItem } from '../../components/Picker';
import { useSettled } from '../../components/useSettled';
import { useMe } from '../../session/context';
import { FILING_PATHS, mayCreate } from '../../session/creatable';
import { useWords } from '../../words/context';
import type { Filing } from '../useFiling';
import { approvedSite, atSite, type Works } from './works';

const PAUSE_MS = 300;

interface Named {
  id: string;
  code: string;
  title: string;
}

const itemOf = ({ id, code, title }: Named): PickerItem => ({
  id,
  title: [code, title].filter(Boolean).join(' – '),
});

export function SitePicker({ of }: { of: Filing<Works> }) {
  const { construction: words } = useWords();
  const me = useMe();
  const { content, set } = of;
  const [text, setText] = useState('');
  const found = useQuery(approvedSitesQuery(useSettled(text, PAUSE_MS)));
  const known = useQuery({
    ...caseQuery(content.siting_case_id),
    enabled: content.siting_case_id !== '',
  });
  const sites = found.data ?? [];
  const chosen = sites.find(({ id }) => id === content.siting_case_id) ?? known.data;
  const choose = (item: PickerItem | null): void => {
    const site = sites.find(({ id }) => id === item?.id);
    if (site) {
      const { application } = site.content as Schemas['SitingContent'];
      set(atSite(content, site.id, application.title, approvedSite(application)));
    } else set({ siting_case_id: '' });
  };
  return (
    <div className="stack tight">
      <Picker
        at="/siting_case_id"
        label={words.site}
        hint={words.siteHint}
        items={sites.map(itemOf)}
        value={chosen && content.siting_case_id ? itemOf(chosen) : null}
        onChange={choose}
        onSearch={setText}
        nothing={words.noSite}
      />
      {known.data && known.data.phase !== 'in_force' ? (
        <Notice tone="soon" title={words.siteEnded(known.data.code)} />
      ) : null}
      {found.data?.length === 0 && text === '' && mayCreate(me, 'siting_application') ? (
        <p>
          <Link to="/cases/new/$kind" params={{ kind: FILING_PATHS.siting_application }}>
            {words.newSite}
          </Link>
        </p>
      ) : null}
    </div>
  );
}
