// A planner asks two owners for places along a route.
import { audit, expect, logIn, test } from './support/story';

const ROUTE = '107,0870; 20,9561\n107,0900; 20,9572\n107,0925; 20,9581';

test('a route becomes one request an owner', async ({ person }) => {
  test.setTimeout(180_000);
  const { page } = await person('planner@viettel.example');
  await page.getByRole('link', { name: 'Xin dùng chung', exact: true }).click();
  await expect(page.locator('.tabs [aria-current]')).toHaveText(/^1. Tuyến/);
  await audit(page);
  await page.getByLabel('Tuyến', { exact: true }).fill(ROUTE);
  await page.getByRole('button', { name: 'Tìm chỗ dọc tuyến' }).click();
  await expect(page.getByText(/Tuyến dài 613 m, có chỗ trên 100 %/)).toBeVisible();
  const fits = page.getByRole('region', { name: /Đủ chỗ/ });
  await fits.getByRole('checkbox', { name: 'Chọn QN-POL-THD-024' }).check();
  await fits.getByRole('checkbox', { name: 'Chọn QN-POL-THD-025' }).check();
  await fits.getByRole('checkbox', { name: 'Chọn QN-CON-THD-006' }).check();
  await audit(page);
  await fits.getByRole('button', { name: 'Thêm 3 đã chọn' }).click();
  await page.getByRole('button', { name: 'Qua cống bể' }).click();
  await expect(
    page.getByRole('heading', { name: /^Đường 1: .* của VNPT Quảng Ninh/ }),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Ít cột mới nhất' }).click();
  await expect(page.getByText(/cột có sẵn, \d+ cột mới/)).toBeVisible();
  await audit(page);
  await page.getByRole('link', { name: 'Mở giỏ' }).click();
  await expect(page.getByText('2 chủ sở hữu: 2 yêu cầu')).toBeVisible();
  await audit(page);

  // The basket outlives a logout.
  await page.getByRole('button', { name: /Nguyễn Thị Hương/ }).click();
  await page.getByRole('menuitem', { name: 'Đăng xuất' }).click();
  await logIn(page, 'planner@viettel.example');
  await page.goto('/requests/new?step=basket');
  await expect(page.getByText('2 chủ sở hữu: 2 yêu cầu')).toBeVisible();

  await page.getByRole('link', { name: 'Tiếp: nội dung yêu cầu' }).click();
  await page.getByLabel('Tên yêu cầu').fill('Cáp quang đường Trần Hưng Đạo');
  await page.getByLabel('Mục đích').fill('Kéo cáp truy nhập');
  await page.getByLabel('Ngày bắt đầu dùng').fill('10/1/2027');
  await page.getByLabel('Mô tả thiết bị').fill('Cáp ADSS 24 sợi');
  await audit(page);
  await page.getByRole('link', { name: 'Tiếp: xem lại và nộp' }).click();
  await audit(page);
  await expect(page.locator('.tabs [aria-current]')).toHaveText(/^4. /);
  await page.getByRole('button', { name: 'Nộp 2 yêu cầu' }).click();
  await expect(page.getByText('Đã nộp 2 yêu cầu')).toBeVisible({ timeout: 30_000 });
  await audit(page);
  await page
    .getByRole('link', { name: /Mở SR-/ })
    .first()
    .click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Trần Hưng Đạo');
});

test('a route is drawn on the map', async ({ person }) => {
  test.setTimeout(120_000);
  const { page } = await person('planner@viettel.example');
  await page.goto('/requests/new');
  await expect(page.locator('.map-canvas[data-idle]')).toBeAttached();
  await page.getByRole('button', { name: 'Vẽ trên bản đồ' }).click();
  await expect(page.getByText('Bấm từng đỉnh trên bản đồ')).toBeVisible();
  const box = await page.locator('.map-canvas').boundingBox();
  if (!box) throw new Error('the map has no box');
  const at = (x: number, y: number): [number, number] => [box.x + x, box.y + y];
  await page.mouse.click(...at(200, 300));
  await page.mouse.click(...at(260, 280));
  await page.mouse.move(...at(262, 281));
  await page.mouse.click(...at(260, 280));
  await expect(page.getByText(/^Tuyến dài .* m\.$/)).toBeVisible();
  await expect(page.getByLabel('Tuyến', { exact: true })).not.toHaveValue('');
});
