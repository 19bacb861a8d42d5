// The clock of the demo, which an administrator puts forward on the screen.
import { expect, type Page } from '@playwright/test';
import { PASSWORD } from './password';

/** A week passes: what falls due in it happens, and the sessions of everybody end. */
export async function aWeekLater(admin: Page): Promise<void> {
  const week = admin.getByRole('button', { name: '+7 ngày' });
  await week.click();
  const ended = admin.getByRole('alertdialog', { name: 'Phiên làm việc đã hết' });
  await expect(ended).toBeVisible({ timeout: 60_000 });
  await ended.getByLabel('Mật khẩu').fill(PASSWORD);
  await ended.getByRole('button', { name: 'Tiếp tục' }).click();
  // All that falls due in the week happens first.
  await expect(week).toBeEnabled({ timeout: 60_000 });
}
