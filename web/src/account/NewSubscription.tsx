// A new subscription: an administrative unit, or an area on the map, and the topics.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { areasQuery } from '../api/assets';
import { newKey, type Schemas } from '../api/client';
import { createSubscription, subscriptionsQuery } from '../api/subscriptions';
import { useTitleList } from '../api/titles';
import { Button } from '../components/Button';
import { Check, Group, Radios } from '../components/choices';
import { SelectField, TextField } from '../components/Field';
import { FormBody } from '../components/FormBody';
import { Panel } from '../components/Panel';
import { Picker } from '../components/Picker';
import { useSubmit } from '../components/useSubmit';
import { PlacePicker } from '../filing/PlacePicker';
import type { Geometry } from '../map/geo';
import { useMe } from '../session/context';
import { useDraft } from '../session/draft';
import { useLanguage, useWords } from '../words/context';
import { contains } from '../words/fold';

type Topic = Schemas['SubscriptionTopic'];

interface Wish {
  organization: string;
  how: 'unit' | 'place';
  unit: string;
  place: Geometry | undefined;
  title: string;
  /** Topics that are not wanted: all others are. */
  without: readonly string[];
  key: string;
}

const emptyWish = (): Wish => ({
  organization: '',
  how: 'unit',
  unit: '',
  place: undefined,
  title: '',
  without: [],
  key: newKey(),
});

function bodyOf(wish: Wish, topics: readonly string[]): Schemas['NewSubscription'] {
  const { organization, how, unit, place, title } = wish;
  const isArea = place?.type === 'Polygon' || place?.type === 'MultiPolygon';
  return {
    ...(organization ? { organization_id: organization } : {}),
    ...(how === 'unit' && unit ? { area_id: unit } : {}),
    ...(how === 'place' && isArea ? { place } : {}),
    ...(title.trim() ? { title: title.trim() } : {}),
    topics: topics.map((topic) => topic as Topic),
  };
}

export function NewSubscription() {
  const { subscriptions: words, filing, forms } = useWords();
  const me = useMe();
  const queries = useQueryClient();
  const submit = useSubmit();
  const topics = useTitleList(useLanguage(), 'SubscriptionTopic');
  const draft = useDraft<Wish>('subscription', emptyWish);
  const wish = draft.value;
  const [round, setRound] = useState(0);
  // Another wish is a request of its own.
  const set = (part: Partial<Wish>): void => draft.set({ ...wish, ...part, key: newKey() });
  const organizations = new Map(
    me.memberships.map(({ organization_id, organization_name }) => [
      organization_id,
      organization_name,
    ]),
  );
  const send = (): void =>
    void submit.run(async () => {
      const wanted = topics.map(({ id }) => id).filter((id) => !wish.without.includes(id));
      await createSubscription(bodyOf(wish, wanted), wish.key);
      draft.clear();
      setRound(round + 1);
      await queries.invalidateQueries({ queryKey: subscriptionsQuery.queryKey });
    });
  return (
    <Panel title={words.addTitle}>
      <FormBody
        submit={submit}
        onSubmit={send}
        label={words.add}
        extra={
          draft.dirty ? (
            <Button
              look="quiet"
              onClick={() => {
                draft.clear();
                setRound(round + 1);
              }}
            >
              {forms.discard}
            </Button>
          ) : null
        }
      >
        <div className="stack" key={`${draft.restored} ${round}`}>
          {organizations.size > 1 ? (
            <SelectField
              at="/organization_id"
              label={words.organization}
              none={filing.choose}
              choices={[...organizations].map(([id, title]) => ({ id, title }))}
              value={wish.organization}
              onChange={(organization) => set({ organization })}
            />
          ) : null}
          <Radios
            at="/how"
            legend={words.how}
            choices={[
              { id: 'unit', title: words.byUnit },
              { id: 'place', title: words.byPlace },
            ]}
            value={wish.how}
            onChange={(how) => set({ how: how === 'place' ? 'place' : 'unit' })}
          />
          {wish.how === 'unit' ? (
            <UnitPicker value={wish.unit} onChange={(unit) => set({ unit })} />
          ) : (
            <PlacePicker
              at="/place"
              label={words.place}
              hint={words.placeHint}
              shapes={['Polygon']}
              value={wish.place}
              onChange={(place) => set({ place })}
            />
          )}
          <TextField
            at="/title"
            label={words.name}
            hint={words.nameHint}
            optional
            maxLength={300}
            value={wish.title}
            onChange={(title) => set({ title })}
          />
          <Group at="/topics" legend={words.chooseTopics}>
            <div>
              {topics.map(({ id, title }) => (
                <Check
                  key={id}
                  checked={!wish.without.includes(id)}
                  onChange={(checked) =>
                    set({
                      without: checked
                        ? wish.without.filter((one) => one !== id)
                        : [...wish.without, id],
                    })
                  }
                >
                  {title}
                </Check>
              ))}
            </div>
          </Group>
        </div>
      </FormBody>
    </Panel>
  );
}

const MOST_SHOWN = 20;

function UnitPicker({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const { subscriptions: words } = useWords();
  const [typed, setTyped] = useState('');
  const { data } = useQuery(areasQuery);
  const areas = (data ?? []).filter(({ level }) => level !== 'zone');
  const chosen = areas.find(({ id }) => id === value);
  return (
    <Picker
      at="/area_id"
      label={words.unit}
      items={areas
        .filter(({ name }) => contains(name, typed))
        .slice(0, MOST_SHOWN)
        .map(({ id, name }) => ({ id, title: name }))}
      value={value ? { id: value, title: chosen?.name ?? '…' } : null}
      onChange={(item) => onChange(item?.id ?? '')}
      onSearch={setTyped}
      nothing={words.nothing}
    />
  );
}
