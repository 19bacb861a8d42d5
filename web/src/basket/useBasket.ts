// The basket of a person, in the browser. It outlives a logout: a planner gathers assets over days.
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { readDraft, writeDraft } from '../api/drafts';
import { useMe } from '../session/context';
import { type Basket, emptyBasket } from './basket';

// The name begins with the thing, not with the person: a logout forgets what begins with the
// person.
const keyOf = (person: string): string => `basket/${person}`;

const basketQuery = (person: string) =>
  queryOptions({
    queryKey: ['basket', person],
    queryFn: async (): Promise<Basket> => ({
      ...emptyBasket(),
      ...(await readDraft<Basket>(keyOf(person)))?.value,
    }),
    networkMode: 'always',
    staleTime: Number.POSITIVE_INFINITY,
  });

interface BasketState {
  basket: Basket;
  ready: boolean;
  update: (change: (basket: Basket) => Basket) => Promise<void>;
}

const EMPTY = emptyBasket();

export function useBasket(): BasketState {
  const me = useMe();
  const queries = useQueryClient();
  const { data, isPending } = useQuery(basketQuery(me.id));
  const update = useCallback(
    async (change: (basket: Basket) => Basket): Promise<void> => {
      const current = await queries.ensureQueryData(basketQuery(me.id));
      const next = change(current);
      queries.setQueryData(basketQuery(me.id).queryKey, next);
      await writeDraft(keyOf(me.id), next);
    },
    [me.id, queries],
  );
  return { basket: data ?? EMPTY, ready: !isPending, update };
}
