// Pictures of the pages for people to look at: every page at both widths in both languages.
// A few of them are committed in docs/pictures/app.
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './support/story';

const FOLDER = process.env.PICTURES ?? 'results/pictures';
const WIDTHS = [1280, 390] as const;

const LANGUAGES = ['vi', 'en'] as const;
const SWITCHES = { vi: 'VI – Tiếng Việt', en: 'EN – English' } as const;

/** Chooses a language; on a narrow page the switch is inside the menu. */
async function speak(page: Page, language: (typeof LANGUAGES)[number]): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: SWITCHES[language] }).click();
}

async function picture(page: Page, name: string): Promise<void> {
  for (const language of LANGUAGES) {
    await page.setViewportSize({ width: 1280, height: 900 });
    await speak(page, language);
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      for (const map of await page.locator('.map-canvas').all())
        await expect(map).toHaveAttribute('data-idle', 'true');
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(FOLDER, `${name}-${width}-${language}.png`) });
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await speak(page, 'vi');
}

test('the map, the register and a request', async ({ person }) => {
  test.setTimeout(300_000);
  const { page } = await person('planner@viettel.example');
  const origin = new URL(page.url()).origin;
  const drawn = () => expect(page.locator('.map-canvas[data-idle]')).toBeAttached();
  await page.goto(`${origin}/map?at=107.09000%2C20.95720%2C15.50`);
  await drawn();
  await page.getByRole('button', { name: /QN-BEC-THD-007/ }).click();
  await picture(page, 'map');
  await page.goto(`${origin}/assets?q=QN-TRU-NVC`);
  await expect(page.getByRole('table')).toBeVisible();
  await picture(page, 'assets');
  await page.getByRole('table').getByRole('link').first().click();
  await drawn();
  await picture(page, 'asset');
  await page.goto(`${origin}/requests/new`);
  await page
    .getByLabel('Tuyến', { exact: true })
    .fill('107,0870; 20,9561\n107,0900; 20,9572\n107,0925; 20,9581');
  await page.getByRole('button', { name: 'Tìm chỗ dọc tuyến' }).click();
  await expect(page.getByRole('region', { name: /Đủ chỗ/ })).toBeVisible();
  await picture(page, 'request');
});

test('the pages of a clerk', async ({ person }) => {
  test.setTimeout(240_000);
  const { page } = await person('clerk@pcquangninh.example');
  await page.goto(`${new URL(page.url()).origin}/work?queue=open`);
  await expect(page.getByRole('table')).toBeVisible();
  await picture(page, 'work');
  await page.locator('tbody a').first().click();
  await expect(page.locator('.clocks').first()).toBeVisible();
  await picture(page, 'case');
  const origin = new URL(page.url()).origin;
  const address = page.url();
  await page.goto(`${address.replace(/\/$/, '')}/history`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await picture(page, 'history');
  await page.goto(`${origin}/cases`);
  await expect(page.getByRole('table')).toBeVisible();
  await picture(page, 'cases');
  await page.goto(`${origin}/inbox`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await picture(page, 'inbox');
});
