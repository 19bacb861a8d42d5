// Chooses among the assets of the organisations for which the person signs.
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { assetSearchQuery } from '../../api/references';
import { Picker } from '../../components/Picker';
import { useMe } from '../../session/context';
import { useWords } from '../../words/context';
import { signsFor } from '../rights';

export function OwnAssetPicker({ onAdd }: { onAdd: (id: string) => void }) {
  const { transfers: words } = useWords();
  const me = useMe();
  const [text, setText] = useState('');
  const owner = me.memberships.find(({ organization_id }) => signsFor(me, organization_id));
  const { data } = useQuery(assetSearchQuery(useDeferredValue(text), owner?.organization_id));
  const items = (data?.items ?? []).map(({ id, code, address }) => ({
    id,
    title: code,
    hint: address ?? undefined,
  }));
  return (
    <Picker
      at="/asset_ids/new"
      label={words.addAsset}
      items={items}
      value={null}
      onChange={(item) => {
        if (item) onAdd(item.id);
      }}
      onSearch={setText}
      nothing={words.nothingFound}
    />
  );
}
