// Accessibility of a page at both widths.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WIDTHS = [1280, 360] as const;

interface Violation {
  id: string;
  nodes: { target: string[] }[];
}

const IDENTIFIER = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;

/** Runs axe at both widths; nothing is switched off. No page shows an identifier as text. */
export async function audit(page: Page): Promise<void> {
  await expect(page.locator('h1')).toBeVisible();
  await expect(page.locator('body')).not.toContainText(IDENTIFIER);
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
