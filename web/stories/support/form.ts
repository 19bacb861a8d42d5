// What a person does with a case on the screen: find it, open the form of an action, look, send.
import { expect, type Locator, type Page } from '@playwright/test';

export interface FilePayload {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

interface Named {
  code: string;
}

/** Finds a case by its code with the search of the frame, and opens it. */
export async function openCase(page: Page, { code }: Named): Promise<void> {
  const search = page.getByRole('searchbox', { name: 'Tìm hồ sơ theo mã hoặc tên' });
  await search.fill(code);
  await search.press('Enter');
  const row = page.getByRole('row').filter({ hasText: code });
  await row.getByRole('link').first().click();
  await expect(page.locator('.case-head .code')).toHaveText(code);
}

/** Opens the form of an action that the case page offers. */
export async function openAction(page: Page, title: string): Promise<void> {
  const offered = page.getByRole('region', { name: 'Bạn có thể' });
  await offered.getByRole('link', { name: title, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible();
}

export const preview = (page: Page): Locator => page.getByRole('heading', { name: 'Sau khi gửi' });

/** Asks what would happen, and waits for the answer. */
export async function look(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Xem trước' }).click();
  await expect(preview(page)).toBeVisible();
}

export const sendButton = (page: Page, title: string): Locator =>
  page.getByRole('button', { name: `Gửi: ${title}`, exact: true });

/** The page after an action. */
export async function expectDone(page: Page, title: string): Promise<void> {
  await expect(
    page.getByRole('heading', { level: 1, name: `Đã thực hiện: ${title}` }),
  ).toBeVisible();
}

/** Looks, sends, and waits until it is done. */
export async function finish(page: Page, title: string): Promise<void> {
  await look(page);
  await sendButton(page, title).click();
  await expectDone(page, title);
}

export async function backToCase(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Về hồ sơ' }).click();
  await expect(page.locator('.case-state')).toBeVisible();
}

/** Opens a part of the case page. */
export async function openTab(page: Page, name: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Các phần của hồ sơ' })
    .getByRole('link', { name: new RegExp(`^${name}`) })
    .click();
}

/** Gives files to the place for files that follows a text, and waits until all are received. */
export async function attach(zone: Locator, ...files: FilePayload[]): Promise<void> {
  await zone.locator('input[type="file"]').setInputFiles(files);
  await expect(zone.getByText('Đã nhận')).toHaveCount(files.length);
}
