// The map and the register: what is on the map is in its list, and an address brings all of it back.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { audit, expect, test } from './support/story';

// Trần Hưng Đạo street in Hạ Long: poles of the power company, ducts of VNPT.
const STREET = '/map?at=107.09000%2C20.95720%2C15.50';

const drawn = (page: Page) => expect(page.locator('.map-canvas[data-idle]')).toBeAttached();

test('a planner finds an asset on the map, by the list and by a click', async ({ person }) => {
  test.setTimeout(120_000);
  const { page } = await person('planner@viettel.example');
  const tiles: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/tiles/')) tiles.push(request.url());
  });
  await page.getByRole('link', { name: 'Bản đồ', exact: true }).click();
  await drawn(page);
  expect(tiles.length, 'requests of the first view').toBeLessThanOrEqual(30);
  await audit(page);

  await page.goto(STREET);
  await drawn(page);
  const list = page.getByRole('region', { name: 'Danh sách trong khung' });
  await list.getByRole('button', { name: /QN-BEC-THD-007/ }).press('Enter');
  const card = page.getByRole('region', { name: 'QN-BEC-THD-007' });
  await expect(card.getByText('VNPT Quảng Ninh')).toBeVisible();
  await expect(page).toHaveURL(/sel=/);
  await audit(page);

  // Everything that is shown stands in the address.
  await page.getByLabel('Cống, bể, hào').uncheck();
  await expect(page).toHaveURL(/layers=/);
  await expect(list.getByRole('button', { name: /QN-BEC/ })).toHaveCount(0);
  await page.reload();
  await expect(page.getByLabel('Cống, bể, hào')).not.toBeChecked();
  await expect(page.getByRole('region', { name: 'QN-BEC-THD-007' })).toBeVisible();

  // A click on a pole: the map is moved onto it first.
  await list.getByRole('button', { name: /QN-POL-THD-040/ }).click();
  const pole = page.getByRole('region', { name: 'QN-POL-THD-040' });
  await pole.getByRole('button', { name: 'Xem trên bản đồ' }).click();
  await expect(page).toHaveURL(/at=107\.0\d+%2C20\.9\d+%2C1[67]/);
  await pole.getByRole('button', { name: 'Đóng' }).click();
  await expect(pole).toBeHidden();
  await drawn(page);
  const box = await page.locator('.map-canvas').boundingBox();
  if (!box) throw new Error('the map has no box');
  await expect(async () => {
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await expect(pole).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 15_000 });
});

test('places are found by coordinates and by name, and distances are measured', async ({
  person,
}) => {
  test.setTimeout(120_000);
  const { page } = await person('reviewer@halong.example');
  await page.goto('/map');
  await drawn(page);
  await page.getByLabel('Tìm vị trí').fill('20°57′24″N 107°5′18″E');
  await page.getByRole('button', { name: 'Tìm', exact: true }).click();
  await expect(page.getByText('Đã tới 20°57′24.0″N 107°05′18.0″E')).toBeVisible();
  await expect(page).toHaveURL(/at=107\.0883/);
  const aside = page.getByRole('complementary', { name: 'Lớp và bộ lọc' });
  await expect(aside.getByText('VN-2000: Y 430.997,24 · X 2.318.300,98')).toBeVisible();
  await page.getByLabel('Tìm vị trí').fill('VN-2000 431170,84; 2318359,27');
  await page.getByRole('button', { name: 'Tìm', exact: true }).click();
  await expect(page).toHaveURL(/at=107\.09000%2C20\.95720/);
  await page.getByLabel('Tìm vị trí').fill('bai chay');
  await page.getByRole('button', { name: 'Tìm', exact: true }).click();
  await page.getByRole('button', { name: 'Phường Bãi Cháy' }).click();
  await expect(page).not.toHaveURL(/at=107\.0883/);
  await page.getByRole('button', { name: 'Đo', exact: true }).click();
  await page.getByLabel('Các đỉnh').fill('107; 21\n107; 21,001');
  await expect(page.getByText('111,2 m')).toBeVisible();
  await audit(page);
});

test('what is in view is downloaded with its number', async ({ person }) => {
  const { page } = await person('planner@viettel.example');
  await page.goto('/map?at=107.09000%2C20.95720%2C17.00&layers=poles');
  await drawn(page);
  for (const [name, file, starts] of [
    ['CSV', 'tai-san.csv', '\ufeffMã,Loại,Chủ sở hữu'],
    ['GeoJSON', 'tai-san.geojson', '{"type":"FeatureCollection"'],
  ] as const) {
    await page.getByRole('button', { name: 'Tải xuống' }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('menuitem', { name }).click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe(file);
    const text = readFileSync(await download.path(), 'utf8');
    expect(text.startsWith(starts)).toBe(true);
    const count = text.match(/QN-POL-THD-/g)?.length ?? 0;
    expect(count).toBeGreaterThan(5);
    await expect(page.getByText(`Đã tải ${count} tài sản trong khung bản đồ.`)).toBeVisible();
  }
  // Paper has the scale, the legend and the sources.
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByText(/Tỷ lệ khoảng 1:[\d.]+ trên khổ A4/)).toBeVisible();
  await expect(page.getByText(/^Nguồn: /)).toBeVisible();
});

test('without WebGL the map page has its list and a sentence', async ({ person }) => {
  const { page } = await person('planner@viettel.example');
  await page.addInitScript(() => {
    const get = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function context(
      this: HTMLCanvasElement,
      ...given: Parameters<typeof get>
    ) {
      return given[0] === 'webgl2' ? null : get.apply(this, given);
    } as typeof get;
  });
  await page.goto(STREET);
  await expect(page.getByText('Trình duyệt này không vẽ được bản đồ')).toBeVisible();
  await page
    .getByRole('button', { name: /QN-POL-THD-0/ })
    .first()
    .click();
  await expect(page.getByRole('link', { name: 'Mở trang tài sản' })).toBeVisible();
  await audit(page);
});

test('an owner filters the register, reads an asset, and records a survey', async ({ person }) => {
  test.setTimeout(150_000);
  const { page, bodies } = await person('clerk@pcquangninh.example');
  await page.getByRole('link', { name: 'Hạ tầng', exact: true }).last().click();
  await page.getByLabel('Mã, loại, địa chỉ').fill('QN-POL-THD');
  await expect(page).toHaveURL(/q=QN-POL-THD/);
  await expect(page.getByRole('table').getByRole('link').first()).toHaveText(/QN-POL-THD/);
  await audit(page);
  await page.getByLabel('Sắp xếp').selectOption({ label: 'Cập nhật mới nhất' });
  await expect(page).toHaveURL(/sort=-updated_at/);
  const first = page.getByRole('table').getByRole('link').first();
  await expect(first).toHaveText(/QN-POL-THD/);
  // 65 poles of the demo were imported at one instant: which of them fill the page is chance.
  await page.getByLabel('Mã, loại, địa chỉ').fill('QN-POL-THD-049');
  await page.getByRole('link', { name: 'QN-POL-THD-049' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'QN-POL-THD-049' })).toBeVisible();
  await expect(page.getByRole('img', { name: /Sơ đồ cột QN-POL-THD-049/ })).toBeVisible();
  await drawn(page);
  await audit(page);

  await page.getByRole('link', { name: 'Khảo sát', exact: true }).click();
  await page.getByLabel('Số đang sử dụng').fill('2');
  await audit(page);
  await page.getByRole('button', { name: 'Ghi kết quả khảo sát' }).click();
  await expect(page.getByRole('region', { name: 'Lịch sử phiên bản' })).toContainText('Khảo sát');

  await page.getByRole('link', { name: 'Sửa', exact: true }).click();
  await page.getByLabel('Chiều cao').fill('9,5');
  await page.getByLabel('Lý do thay đổi').first().fill('Đo lại');
  await audit(page);
  await page.getByRole('button', { name: 'Lưu', exact: true }).click();
  await expect(page.getByText(/Chiều cao: .* → 9,5 m/)).toBeVisible();

  // The register as of an earlier day.
  const versions = page.getByRole('region', { name: 'Lịch sử phiên bản' });
  await versions.getByRole('link', { name: 'Xem tại ngày này' }).last().click();
  await expect(page.getByText(/Đây là tài sản vào cuối/)).toBeVisible();
  expect(bodies().length).toBeGreaterThan(0);
});

test('a competitor sees bands and no numbers, and sends a correction with a photo', async ({
  person,
}) => {
  test.setTimeout(120_000);
  const { page, bodies } = await person('planner@mobifone.example');
  await page.goto('/assets?q=QN-CON-THD-012');
  await page.getByRole('table').getByRole('link').first().click();
  await expect(page.getByText('Con số chính xác chỉ hiển thị')).toBeVisible();
  await audit(page);
  const asset = bodies().filter((body) => body.includes('"code":"QN-CON-THD-012"'));
  expect(asset.length).toBeGreaterThan(0);
  for (const body of asset) expect(body).not.toContain('"installed"');
  await page.getByRole('link', { name: 'Đính chính', exact: true }).click();
  await page.getByLabel('Chụp hoặc chọn ảnh').setInputFiles({
    name: 'photo.png',
    mimeType: 'image/png',
    buffer: Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
      'base64',
    ),
  });
  await expect(page.getByRole('button', { name: 'Bỏ photo.png' })).toBeVisible();
  await page.getByLabel('Độ sâu').fill('1,1');
  await page.getByLabel('Ghi chú').last().fill('Đo tại bể');
  await audit(page);
  await page.getByRole('button', { name: 'Gửi đính chính' }).click();
  await expect(page.getByText('Chờ chủ sở hữu trả lời')).toBeVisible();
  await audit(page);
});
