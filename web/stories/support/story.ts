// The fixture of every story: a server, people who log in through the screen, an oracle, an audit
// of each page, and a console that must stay silent.
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { serveNewer } from './newer';
import { Oracle } from './oracle';
import { PASSWORD } from './password';
import { type DemoServer, startDemo } from './server';

export { audit } from './audit';

export interface Person {
  page: Page;
  context: BrowserContext;
  /** Bodies that the browser of the person received. */
  bodies: () => readonly string[];
}

interface Fixtures {
  /** Settings of the server besides those of every story, by their names in the environment. */
  settings: Readonly<Record<string, string>>;
  server: DemoServer;
  oracle: Oracle;
  /** What the consoles of all browsers wrote; a story fails when anything is in it. */
  told: string[];
  /** A browser at the login page. */
  visitor: () => Promise<Person>;
  person: (email: string) => Promise<Person>;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the pattern
  settings: async ({}, use) => {
    await use({});
  },
  server: async ({ settings }, use) => {
    const server = await startDemo(settings);
    await use(server);
    await server.stop();
  },
  oracle: async ({ server }, use) => {
    await use(new Oracle(server.url));
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the pattern
  told: async ({}, use) => {
    const told: string[] = [];
    await use(told);
    expect(told, 'the console is silent').toEqual([]);
  },
  visitor: async ({ browser, server, told }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({ baseURL: server.url });
      contexts.push(context);
      return visit(context, server.url, told);
    });
    // A server that stops waits for the event streams of open pages.
    for (const context of contexts) await context.close();
  },
  person: async ({ visitor }, use) => {
    await use(async (email) => {
      const visiting = await visitor();
      await logIn(visiting.page, email);
      return visiting;
    });
  },
});

/** Opens the login page in a new page of a browser, and listens to it. */
export async function visit(
  context: BrowserContext,
  origin: string,
  told: string[],
): Promise<Person> {
  await serveNewer(context, origin);
  const page = await context.newPage();
  const bodies: string[] = [];
  page.on('console', (message) => {
    // A refused request is what a story may be about; the browser writes it by itself.
    const isRefusal = /Failed to load resource/.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !isRefusal) told.push(message.text());
  });
  page.on('pageerror', (error) => told.push(error.message));
  page.on('response', async (response) => {
    const type = response.headers()['content-type'] ?? '';
    // The body of the event stream never ends; what it says is asked for again as JSON.
    if (!/json|text/.test(type) || type.startsWith('text/event-stream')) return;
    const body = await response.text().catch(() => '');
    bodies.push(body);
  });
  await page.goto('/login');
  return { page, context, bodies: () => bodies };
}

/** Fills in and sends the login that is on the page. */
export async function logIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('Thư điện tử').fill(email);
  await page.getByLabel('Mật khẩu').fill(PASSWORD);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page.waitForURL((url) => url.pathname !== '/login');
}

export { expect } from '@playwright/test';
export { PASSWORD } from './password';
