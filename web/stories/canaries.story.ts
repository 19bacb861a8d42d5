// What a seat must not see is in no body that its browser received: codes and addresses of hidden
// assets, titles and codes of other people's cases, rents of offers between others.
import type { Page, Request } from '@playwright/test';
import { type Case, first, type Oracle, type Schemas } from './support/oracle';
import { expect, type Person, test } from './support/story';

type Asset = Schemas['Asset'];

const OWNERS = ['manager@pcquangninh.example', 'manager@viettel.example', 'manager@vnpt.example'];
const SEATS = ['planner@mobifone.example', 'reviewer@sogtvt.example', 'auditor@hatang.example'];

interface Seen {
  assets: ReadonlyMap<string, Asset>;
  cases: ReadonlyMap<string, Case>;
  /** Letters that the rule packs address to the person. */
  letters: string;
}

async function seenBy(oracle: Oracle, email: string): Promise<Seen> {
  const allowed = (await oracle.status(email, '/assets?limit=1')) === 200;
  const assets = allowed ? await oracle.list<Asset>(email, '/assets') : [];
  const cases = await oracle.cases(email, { include: 'content' });
  const letters = await oracle.list<Schemas['Notification']>(email, '/notifications');
  return {
    letters: JSON.stringify(letters),
    assets: new Map(assets.map((one) => [one.id, one])),
    cases: new Map(cases.map((one) => [one.id, one])),
  };
}

function rentsOf(seen: Iterable<Case>): Set<string> {
  const rents = new Set<string>();
  for (const { content } of seen)
    for (const [, rent] of JSON.stringify(content ?? null).matchAll(/"rent_vnd_per_month":(\d+)/g))
      if (rent) rents.add(`"rent_vnd_per_month":${rent}`);
  return rents;
}

/** Works that are announced are public: their titles are no secret. */
const isPublic = ({ kind, phase }: Case): boolean => kind === 'planned_works' && phase !== 'draft';

/** Texts that owners see and a seat does not. */
function canariesOf(owners: readonly Seen[], seat: Seen): string[] {
  const found = new Set<string>();
  for (const { assets, cases } of owners) {
    for (const [id, { code, address }] of assets) {
      if (seat.assets.has(id)) continue;
      found.add(code);
      if (address) found.add(address);
    }
    for (const [id, of] of cases) {
      if (seat.cases.has(id) || isPublic(of)) continue;
      if (of.filed_at) found.add(of.code);
      if (of.title) found.add(of.title);
    }
    for (const rent of rentsOf([...cases.values()].filter(({ id }) => !seat.cases.has(id))))
      found.add(rent);
  }
  // What the seat may see under another thing is no canary.
  const visible = new Set<string>(rentsOf(seat.cases.values()));
  for (const { code, address } of seat.assets.values()) visible.add(code).add(address ?? '');
  for (const { code, title } of seat.cases.values()) visible.add(code).add(title);
  // A rule pack tells tenants of works, removals and disputes at the poles that they share.
  return [...found].filter((text) => !visible.has(text) && !seat.letters.includes(text));
}

const MOST_CASES = 8;
const TABS = [
  '',
  '/documents',
  '/opinions',
  '/messages',
  '/history',
  '/workflow',
  '/issued-documents',
];

async function visitEverything(page: Page, oracle: Oracle, email: string, seen: Seen) {
  const pages = ['/work', '/inbox', '/cases', '/me', '/me/absences', '/help'];
  pages.push('/work?queue=open', '/work?queue=overdue', '/work?queue=week');
  const kinds = new Map<string, Case>();
  for (const of of seen.cases.values()) kinds.set(`${of.kind} ${of.state}`, of);
  for (const of of [...kinds.values()].slice(0, MOST_CASES)) {
    pages.push(`/cases/${of.id}`);
    const [action] = await oracle.actions(email, of.id);
    if (action) pages.push(`/cases/${of.id}/do/${action.action}`);
  }
  const one = first([...kinds.values()], `case for ${email}`);
  pages.push(...TABS.map((tab) => `/cases/${one.id}${tab}`));
  const isQuiet = quiet(page);
  for (const path of pages) {
    await page.goto(path);
    await expect(page.locator('h1').first()).toBeAttached();
    await expect.poll(isQuiet, path).toBe(true);
  }
}

const QUIET_MS = 500;

/** Tells whether nothing is on its way but the stream, which stays open. */
function quiet(page: Page): () => boolean {
  const open = new Set<Request>();
  let changed = performance.now();
  const isStream = (request: Request) => request.url().includes('/notifications/stream');
  const ended = (request: Request) => {
    open.delete(request);
    changed = performance.now();
  };
  page.on('request', (request) => {
    if (isStream(request)) return;
    open.add(request);
    changed = performance.now();
  });
  page.on('requestfinished', ended);
  page.on('requestfailed', ended);
  return () => open.size === 0 && performance.now() - changed > QUIET_MS;
}

for (const email of SEATS) {
  test(`${email} receives nothing of what others alone may see`, async ({ person, oracle }) => {
    test.setTimeout(180_000);
    const owners = await Promise.all(OWNERS.map((owner) => seenBy(oracle, owner)));
    const seat = await seenBy(oracle, email);
    const canaries = canariesOf(owners, seat);
    const visiting: Person = await person(email);
    await visitEverything(visiting.page, oracle, email, seat);
    const bodies = visiting.bodies().join('\n');
    expect(bodies.length).toBeGreaterThan(10_000);
    const sung = canaries.filter((text) => bodies.includes(text));
    console.log(`${email}: ${canaries.length} canaries, ${visiting.bodies().length} bodies`);
    expect(sung).toEqual([]);
  });
}
