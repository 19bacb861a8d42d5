// The fixture of every story: a server, people who log in through the screen, an audit of each
// page, and a console that must stay silent.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, test as base, expect, type Page } from '@playwright/test';
import { serveNewer } from './newer';
import { type DemoServer, PASSWORD, startDemo } from './server';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WIDTHS = [1280, 360] as const;

interface Violation {
  id: string;
  nodes: { target: string[] }[];
}

/** Runs axe at both widths; nothing is switched off. */
export async function audit(page: Page): Promise<void> {
  const size = page.viewportSize();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    // Injected as text through the debugger: the policy of the page allows no other script.
    await page.evaluate(`${axe};0`);
    const violations = await page.evaluate(async (runOnly) => {
      const engine = (globalThis as unknown as { axe: { run: typeof run } }).axe;
      async function run(_: Document, __: object): Promise<{ violations: Violation[] }> {
        return { violations: [] };
      }
      return (await engine.run(document, { runOnly })).violations;
    }, RULES);
    const told = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((n) => n.target.join(' '))}`,
    );
    expect(told, `${page.url()} at ${width} px`).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, `${page.url()} scrolls sideways at ${width} px`).toBeLessThanOrEqual(0);
  }
  if (size) await page.setViewportSize(size);
}

export interface Person {
  page: Page;
  /** Bodies that the browser of the person received. */
  bodies: () => readonly string[];
}

interface Fixtures {
  server: DemoServer;
  person: (email: string) => Promise<Person>;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the pattern
  server: async ({}, use) => {
    const server = await startDemo();
    await use(server);
    await server.stop();
  },
  person: async ({ browser, server }, use) => {
    const told: string[] = [];
    await use((email) => logIn(browser, server, email, told));
    expect(told, 'the console is silent').toEqual([]);
  },
});

async function logIn(
  browser: Browser,
  server: DemoServer,
  email: string,
  told: string[],
): Promise<Person> {
  const context = await browser.newContext({ baseURL: server.url });
  await serveNewer(context, server.url);
  const page = await context.newPage();
  const bodies: string[] = [];
  page.on('console', (message) => {
    // A refused request is what a story may be about; the browser writes it by itself.
    const isRefusal = /Failed to load resource/.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !isRefusal)
      told.push(`${email}: ${message.text()}`);
  });
  page.on('pageerror', (error) => told.push(`${email}: ${error.message}`));
  page.on('response', async (response) => {
    if (!/json|text/.test(response.headers()['content-type'] ?? '')) return;
    const body = await response.text().catch(() => '');
    bodies.push(body);
  });
  await page.goto('/login');
  await page.getByLabel('Thư điện tử').fill(email);
  await page.getByLabel('Mật khẩu').fill(PASSWORD);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page.waitForURL((url) => url.pathname !== '/login');
  return { page, bodies: () => bodies };
}

export { expect } from '@playwright/test';
