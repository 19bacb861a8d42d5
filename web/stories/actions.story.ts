// No action is unreachable: whatever the rule packs offer to somebody in the demo is opened as
// that person, filled by the keyboard, and looked at; the server accepts it or says in a sentence
// which rule of the case forbids it.
import type { Page } from '@playwright/test';
import { type Action, type Case, first, type Oracle, type Schemas } from './support/oracle';
import { expect, test } from './support/story';
import { type Days, fillByKeyboard } from './support/walk';

interface Offer {
  email: string;
  of: Case;
  action: Action;
}

const nameOf = ({ of, action }: Offer): string => `${of.kind} ${action.action}`;

/** Everything that is offered to somebody, once for each kind of case and action. */
async function offers(oracle: Oracle, emails: readonly string[]): Promise<Offer[]> {
  const found = new Map<string, Offer>();
  for (const email of emails) {
    for (const of of await oracle.cases(email)) {
      for (const action of await oracle.actions(email, of.id)) {
        const offer = { email, of, action };
        if (!found.has(nameOf(offer))) found.set(nameOf(offer), offer);
      }
    }
  }
  return [...found.values()].sort((a, b) => a.email.localeCompare(b.email));
}

/** Actions of the packs in force that a person may perform. */
async function packActions(oracle: Oracle, email: string): Promise<string[]> {
  const { default_pack } = await oracle.read<Schemas['Installation']>(email, '/meta');
  const { items } = await oracle.read<Schemas['PackList']>(email, '/packs');
  const pack = first(
    items
      .filter(({ id }) => id.startsWith(`${default_pack}@`))
      .sort((a, b) => b.valid_from.localeCompare(a.valid_from)),
    `pack ${default_pack}`,
  );
  const names: string[] = [];
  for (const kind of pack.kinds) {
    const workflow = await oracle.read<Schemas['Workflow']>(email, `/packs/${pack.id}/${kind}`);
    for (const { id, who } of workflow.actions)
      if (who.some((one) => one !== 'system')) names.push(`${kind} ${id}`);
  }
  return [...new Set(names)];
}

/** Whether all that is wrong are values of the right shape that the case does not take. */
const isUnfit = ({ errors = [] }: Schemas['Problem']): boolean =>
  errors.length > 0 && errors.every(({ code }) => code.startsWith('not_'));

const JSON_TEXT = /\{\s*"|\[\s*\{/;

type Outcome = 'accepted' | { refused: string } | { wrong: string };

/** Fills the form of an offer by the keyboard and looks at what would happen. */
async function tryOut(page: Page, offer: Offer, days: Days): Promise<Outcome> {
  const { of, action } = offer;
  await page.goto(`/cases/${of.id}/do/${action.action}`);
  await page.getByRole('heading', { level: 1, name: action.title, exact: true }).waitFor();
  await fillByKeyboard(page, action, days);
  const form = page.locator('form.form');
  const values = await form
    .locator('input, textarea')
    .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
  const shown = [...values, await form.textContent()].join('\n');
  if (JSON_TEXT.test(shown)) return { wrong: `a field shows JSON: ${shown}` };
  const answering = page.waitForResponse((answer) => answer.url().endsWith('/preview'));
  await page.keyboard.press('Enter');
  const answer = await answering;
  if (answer.ok()) {
    await expect(page.getByRole('heading', { name: 'Sau khi gửi' })).toBeVisible();
    return 'accepted';
  }
  const problem = (await answer.json()) as Schemas['Problem'];
  const alert = page.getByRole('alert').first();
  if (answer.status() === 409 && problem.detail) {
    await expect(alert).toContainText(problem.detail);
    return { refused: problem.detail };
  }
  if (answer.status() === 422 && isUnfit(problem)) {
    const sentence = problem.errors?.map(({ message }) => message).join('; ') ?? '';
    await expect(alert).toContainText(sentence);
    return { refused: sentence };
  }
  return { wrong: JSON.stringify(problem) };
}

test('every action that is offered can be filled by the keyboard and is understood', async ({
  person,
  oracle,
}) => {
  test.setTimeout(900_000);
  const answer = await fetch(`${oracle.url}/api/v1/meta`);
  const { demo_accounts } = (await answer.json()) as Schemas['Installation'];
  const emails = demo_accounts.map(({ email }) => email);
  const one = first(emails, 'account');
  const days = { today: await oracle.day(one, 0), later: await oracle.day(one, 10) };
  const offered = await offers(oracle, emails);
  const refused: string[] = [];
  const wrong: string[] = [];
  for (const email of new Set(offered.map((offer) => offer.email))) {
    const { page, context } = await person(email);
    // With a listener from the start every chooser is caught, however fast the key was pressed.
    page.on('filechooser', () => undefined);
    for (const offer of offered.filter((mine) => mine.email === email)) {
      const name = `${nameOf(offer)} (${offer.of.code}, ${email})`;
      const outcome = await tryOut(page, offer, days).catch((error: unknown) => ({
        wrong: String(error),
      }));
      if (outcome === 'accepted') continue;
      if ('wrong' in outcome) wrong.push(`${name}: ${outcome.wrong}`);
      else refused.push(`${name}: ${outcome.refused}`);
    }
    await context.close();
  }
  const there = new Set(offered.map(nameOf));
  const missing = (await packActions(oracle, one)).filter((name) => !there.has(name));
  console.log(`${offered.length} actions were offered`);
  console.log(`refused by a rule of the case:\n  ${refused.join('\n  ')}`);
  console.log(`offered to nobody in the demo:\n  ${missing.join('\n  ')}`);
  expect(wrong).toEqual([]);
});
