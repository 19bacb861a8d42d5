// Files the request to one owner: a draft, brought up to date when it exists, then its submission.
// Every step leaves a trace in the basket, so that a request sent again is made once.
import { performAction } from '../api/actions';
import { newKey } from '../api/client';
import { createSharingRequest, updateSharingRequest } from '../api/planning';
import { type Basket, type OwnerGroup, type OwnerResult, requestOf } from '../basket/basket';

type Update = (change: (basket: Basket) => Basket) => Promise<void>;

/** The key of a step and the basket of now. */
async function keyOf(update: Update, name: string): Promise<{ key: string; basket: Basket }> {
  const fresh = newKey();
  let found = { key: fresh, basket: undefined as Basket | undefined };
  await update((now) => {
    const key = now.keys[name] ?? fresh;
    const basket = { ...now, keys: { ...now.keys, [name]: key } };
    found = { key, basket };
    return basket;
  });
  if (!found.basket) throw new Error('the basket was not read');
  return { key: found.key, basket: found.basket };
}

const withResult =
  (owner: string, result: OwnerResult) =>
  (basket: Basket): Basket => ({ ...basket, results: { ...basket.results, [owner]: result } });

async function draftOf(group: OwnerGroup, update: Update): Promise<OwnerResult> {
  const owner = group.owner.id;
  const { key, basket } = await keyOf(update, `${owner} create`);
  const known = basket.results[owner];
  const body = requestOf(basket, group);
  if (known) {
    const { applicant_id: _applicant, ...patch } = body;
    const { version } = await updateSharingRequest(known.case_id, patch, known.version);
    return { ...known, version };
  }
  const { id, code, version } = await createSharingRequest(body, key);
  return { case_id: id, code, version, submitted: false };
}

export async function fileRequest(
  group: OwnerGroup,
  mode: 'submit' | 'draft',
  update: Update,
): Promise<void> {
  const owner = group.owner.id;
  const draft = await draftOf(group, update);
  await update(withResult(owner, draft));
  if (mode === 'draft') return;
  const { key } = await keyOf(update, `${owner} submit`);
  const { version, code } = await performAction(
    { caseId: draft.case_id, action: 'submit' },
    {},
    draft.version,
    key,
  );
  await update(withResult(owner, { ...draft, version, code, submitted: true }));
}
