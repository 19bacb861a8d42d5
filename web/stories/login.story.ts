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

test('people without an account find the public pages from the login', async ({ visitor }) => {
  const { page } = await visitor();
  for (const [language, pages] of [
    ['vi', { '/look-up': 'Tra cứu hồ sơ', '/verify': 'Kiểm tra giấy phép' }],
    ['en', { '/look-up': 'Look up a case', '/verify': 'Check a permit' }],
  ] as const)
    for (const [path, name] of Object.entries(pages)) {
      await page.goto('/login');
      if (language === 'en') await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('link', { name, exact: true }).click();
      await expect(page).toHaveURL(new RegExp(`${path}$`));
      // A page of the server: no script belongs to it.
      await expect(page.locator('form')).toBeVisible();
      await expect(page.locator('#app')).toHaveCount(0);
    }
});
