// Logging in and out, and the pages that everybody has.
import { audit, expect, test } from './support/story';

test('an owner’s clerk logs in, finds the work, and logs out', async ({ person }) => {
  const { page } = await person('clerk@pcquangninh.example');
  await expect(page.getByRole('heading', { level: 1, name: 'Việc của tôi' })).toBeVisible();
  await audit(page);
  await page.getByRole('link', { name: 'Hồ sơ', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Hồ sơ' })).toBeVisible();
  await audit(page);
  await page.getByRole('button', { name: /Vũ Thị Lan/ }).click();
  await page.getByRole('menuitem', { name: 'Đăng xuất' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Đăng nhập' })).toBeVisible();
  await audit(page);
});
