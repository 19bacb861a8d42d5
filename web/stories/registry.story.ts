// Work on the register beside the list: an asset changes its owner, a list becomes a file; and an
// organisation watches an area.
import { audit, expect, test } from './support/story';

test('an asset is offered to another owner, who takes it over', async ({ person }) => {
  test.setTimeout(120_000);
  const { page } = await person('manager@vnpt.example');
  await page.goto('/assets?q=QN-BEC-THD-007');
  await page.getByRole('link', { name: 'QN-BEC-THD-007', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'QN-BEC-THD-007' })).toBeVisible();
  await page.getByRole('link', { name: 'Chuyển giao', exact: true }).click();
  await expect(page.getByRole('link', { name: 'QN-BEC-THD-007', exact: true })).toBeVisible();
  await page.getByRole('combobox', { name: 'Bên nhận' }).fill('viettel');
  await page.getByRole('option', { name: 'Viettel Quảng Ninh' }).click();
  await page.getByLabel('Lý do').fill('Quyết định điều chuyển 12/QĐ');
  await audit(page);
  await page.getByRole('button', { name: 'Gửi đề nghị' }).click();
  await expect(page).toHaveURL(/\/transfers$/);

  const taker = (await person('manager@viettel.example')).page;
  await taker.goto('/transfers');
  const offer = taker.getByRole('region', {
    name: '1 tài sản: VNPT Quảng Ninh → Viettel Quảng Ninh',
  });
  await expect(offer.getByRole('row').filter({ hasText: 'QN-BEC-THD-007' })).toContainText(
    'Viettel Quảng Ninh',
  );
  await audit(taker);
  await offer.getByRole('button', { name: 'Tiếp nhận' }).click();
  await taker.getByRole('alertdialog').getByRole('button', { name: 'Tiếp nhận' }).click();
  await expect(offer.getByText('Đã tiếp nhận')).toBeVisible();
  await taker.goto('/assets?q=QN-BEC-THD-007');
  await expect(taker.getByRole('row').filter({ hasText: 'QN-BEC-THD-007' })).toContainText(
    'Viettel Quảng Ninh',
  );
});

test('a filtered list becomes a file', async ({ person }) => {
  test.setTimeout(120_000);
  const { page } = await person('clerk@pcquangninh.example');
  await page.goto('/assets?q=QN-POL-THD');
  await page.getByRole('link', { name: 'Xuất theo bộ lọc' }).click();
  await expect(page.getByText('QN-POL-THD', { exact: true })).toBeVisible();
  await page.getByLabel('Định dạng tệp').selectOption({ label: 'CSV' });
  await audit(page);
  await page.getByRole('button', { name: 'Tạo tệp' }).click();
  await expect(page.getByText('Hoàn thành')).toBeVisible({ timeout: 30_000 });
  await audit(page);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: /^Tải tệp .*csv/ }).click();
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);
});

test('an organisation watches a ward and stops', async ({ person }) => {
  test.setTimeout(120_000);
  const { page } = await person('planner@viettel.example');
  await page.getByRole('button', { name: /Nguyễn Thị Hương/ }).click();
  await page.getByRole('menuitem', { name: 'Thông báo theo khu vực' }).click();
  await page.getByRole('combobox', { name: 'Đơn vị hành chính' }).fill('bai chay');
  await page.getByRole('option', { name: 'Phường Bãi Cháy' }).click();
  await page.getByLabel('Sắp hết thời gian đăng ký tham gia').uncheck();
  await page.getByRole('button', { name: 'Theo dõi khu vực' }).click();
  const row = page.getByRole('row').filter({ hasText: 'Phường Bãi Cháy' });
  await expect(row).toContainText('Công trình dự kiến được công bố');
  await expect(row).not.toContainText('Sắp hết thời gian');
  await page.getByRole('radio', { name: 'Vùng vẽ trên bản đồ' }).check();
  await expect(page.locator('.map-canvas[data-idle]')).toBeAttached();
  await audit(page);
  await row.getByRole('button', { name: 'Ngừng theo dõi Phường Bãi Cháy' }).click();
  await expect(row).toHaveCount(0);
});
