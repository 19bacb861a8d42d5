// The seat of a planner: places on poles along a street, from the drawing of the route to the day on
// which they are in use; and a long route of two owners with few interactions.
import type { Page } from '@playwright/test';
import { aWeekLater } from './support/clock';
import { Counter } from './support/counter';
import { pdf } from './support/files';
import { attach, backToCase, finish, openAction, openCase } from './support/form';
import { audit, expect, logIn, test } from './support/story';

const PLANNER = 'planner@vnpt.example';
const MANAGER = 'manager@vnpt.example';
const CLERK = 'clerk@pcquangninh.example';
const TITLE = 'Cáp quang đường Trần Hưng Đạo, 12 cột';

const drawn = (page: Page) => expect(page.locator('.map-canvas[data-idle]')).toBeAttached();
const state = (page: Page) => page.locator('.case-state');

/** Chooses a place by its name, its code or its coordinates. */
async function choosePlace(page: Page, label: string, typed: string, name: string) {
  await page.getByRole('combobox', { name: label, exact: true }).fill(typed);
  await page.getByRole('option', { name }).first().click();
}

/** Draws Trần Hưng Đạo street from its pole 024 to the east. */
async function drawStreet(page: Page): Promise<void> {
  await page.getByText('Hai địa chỉ', { exact: true }).click();
  await choosePlace(page, 'Từ', 'QN-POL-THD-024', 'QN-POL-THD-024');
  await drawn(page);
  await page.getByRole('button', { name: 'Vẽ trên bản đồ' }).click();
  await expect(page.getByText('Bấm từng đỉnh trên bản đồ')).toBeVisible();
  const box = await page.locator('.map-canvas').boundingBox();
  if (!box) throw new Error('the map has no box');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.click(x, y);
  await page.mouse.click(x + 300, y - 102);
  await page.mouse.move(x + 302, y - 101);
  await page.mouse.click(x + 300, y - 102);
  await expect(page.getByText(/^Tuyến dài .* m\.$/)).toBeVisible();
}

test('poles along a street are drawn, requested, granted and in use', async ({
  person,
  oracle,
}) => {
  test.setTimeout(300_000);
  const { page } = await person(PLANNER);
  await page.getByRole('link', { name: 'Xin dùng chung', exact: true }).click();
  await expect(page.locator('.tabs [aria-current]')).toHaveText(/^1. Tuyến/);
  await drawn(page);
  await drawStreet(page);
  await page.getByLabel('Loại tài sản').selectOption({ label: 'Cột' });
  const fits = page.getByRole('region', { name: /Đủ chỗ/ });
  const poles = fits.getByRole('checkbox', { name: /^Chọn QN-POL-THD-/ });
  for (let pole = 0; pole < 12; pole += 1) await poles.nth(pole).check();
  await audit(page);
  await fits.getByRole('button', { name: 'Thêm 12 đã chọn' }).click();
  await page.getByRole('link', { name: 'Mở giỏ' }).click();
  await expect(page.getByText('Một chủ sở hữu: một yêu cầu')).toBeVisible();
  await audit(page);
  await page.getByRole('link', { name: 'Tiếp: nội dung yêu cầu' }).click();
  await page.getByLabel('Tên yêu cầu').fill(TITLE);
  await page.getByLabel('Mục đích').fill('Kéo cáp truy nhập');
  await page.getByLabel('Ngày bắt đầu dùng').fill('10/1/2027');
  await page.getByLabel('Mô tả thiết bị').fill('Cáp ADSS 24 sợi');
  await audit(page);
  await page.getByRole('link', { name: 'Tiếp: xem lại và nộp' }).click();
  await audit(page);
  await page.getByRole('button', { name: 'Nộp yêu cầu' }).click();
  await expect(page.getByText('Đã nộp yêu cầu')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('link', { name: /Mở SR-/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(TITLE);
  const code = (await page.locator('.case-head .code').textContent()) ?? '';
  const asked = { code };

  // The owner asks for what is missing.
  const clerk = (await person(CLERK)).page;
  await openCase(clerk, asked);
  await openAction(clerk, 'Yêu cầu bổ sung');
  await clerk.getByLabel('Còn thiếu gì').fill('Tải trọng của cáp');
  await clerk.getByLabel('Vì sao cần').fill('Chưa có khối lượng trên mỗi mét');
  await finish(clerk, 'Yêu cầu bổ sung');

  await page.reload();
  await expect(state(page)).toContainText('Chờ bổ sung');
  await expect(page.getByRole('main')).toContainText('Tải trọng của cáp');
  await openAction(page, 'Nộp bổ sung');
  await audit(page);
  await finish(page, 'Nộp bổ sung');
  await backToCase(page);

  await backToCase(clerk);
  await openAction(clerk, 'Xác nhận hồ sơ hợp lệ');
  await finish(clerk, 'Xác nhận hồ sơ hợp lệ');
  await backToCase(clerk);
  await openAction(clerk, 'Chào phương án');
  await clerk.getByLabel('Giá thuê mỗi tháng (đồng)').fill('1.200.000');
  await clerk.getByLabel('Điều kiện').fill('Hợp đồng 5 năm');
  await finish(clerk, 'Chào phương án');
  await backToCase(clerk);

  const manager = (await person(MANAGER)).page;
  await openCase(manager, asked);
  await openAction(manager, 'Chấp nhận và ký');
  await finish(manager, 'Chấp nhận và ký');
  await openAction(clerk, 'Không cần chuẩn bị');
  await finish(clerk, 'Không cần chuẩn bị');
  await backToCase(clerk);

  await page.reload();
  await openAction(page, 'Thông báo vào vị trí');
  await page.getByLabel('Đội thi công').fill('Đội thi công số 3, ông Trần Văn Bình');
  await page.getByLabel('Ngày vào vị trí').fill(await oracle.day(PLANNER, 5));
  await finish(page, 'Thông báo vào vị trí');
  await backToCase(page);

  // The day of the entry comes.
  await aWeekLater((await person('admin@hatang.example')).page);
  await page.reload();
  await logIn(page, PLANNER);
  await expect(state(page)).toBeVisible();
  await openAction(page, 'Báo đã lắp đặt');
  await page.getByLabel('Ngày hoàn thành').fill(await oracle.day(PLANNER, 0));
  await page.getByLabel('Nội dung đã lắp đặt').fill('Cáp ADSS 24 sợi trên 12 cột');
  const asBuilt = page.getByRole('listitem').filter({ hasText: 'Hồ sơ hoàn công' });
  await asBuilt.getByRole('button', { name: 'Thêm tệp' }).click();
  await attach(asBuilt, pdf('hoan-cong.pdf'));
  await finish(page, 'Báo đã lắp đặt');
  await backToCase(page);

  await clerk.reload();
  await logIn(clerk, CLERK);
  await openAction(clerk, 'Nghiệm thu');
  await finish(clerk, 'Nghiệm thu');
  await page.reload();
  await expect(state(page)).toContainText('Đang dùng chung');
  await expect(page.getByRole('heading', { name: 'Vị trí yêu cầu (12)' })).toBeVisible();
  await audit(page);
});

// Hạ Long street: 2.1 km with poles of the power company and ducts of VNPT.
const LONG_ROUTE = [
  '107,058; 20,957',
  '107,05631; 20,9563',
  '107,05462; 20,95559',
  '107,05294; 20,95489',
  '107,05133; 20,95436',
  '107,04953; 20,95397',
  '107,04773; 20,95358',
  '107,04593; 20,9532',
  '107,04432; 20,9529',
  '107,04249; 20,95264',
  '107,04067; 20,95238',
  '107,03884; 20,95212',
  '107,03816; 20,95202',
].join('\n');

test('a route of 2 km with 40 poles of two owners takes fewer than 40 interactions', async ({
  person,
  oracle,
}) => {
  test.setTimeout(180_000);
  const email = 'planner@viettel.example';
  const { page } = await person(email);
  const by = new Counter();
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  await by.click(page.getByRole('link', { name: 'Xin dùng chung', exact: true }));
  await by.fill(page.getByLabel('Tuyến', { exact: true }), LONG_ROUTE);
  await by.click(button('Tìm chỗ dọc tuyến'));
  await expect(page.getByText(/Tuyến dài 2\.148 m, có chỗ trên 100 %/)).toBeVisible();
  // Works on the line are offered before anything is requested.
  const works = page.getByRole('region', { name: 'Sắp thi công trên tuyến' });
  await expect(works.getByRole('link', { name: 'Đề nghị tham gia' })).toBeVisible();
  const ways = page.getByRole('region', { name: 'Cách khác giữa hai đầu tuyến' });
  await by.click(ways.getByRole('button', { name: 'Ít cột mới nhất' }));
  await expect(ways.getByText('46 cột có sẵn, 0 cột mới')).toBeVisible();
  await by.click(ways.getByRole('button', { name: /^Thêm tất cả/ }));
  await by.click(ways.getByRole('button', { name: 'Qua cống bể' }));
  await expect(ways.getByRole('heading', { name: /^Đường 1: .* của VNPT/ })).toBeVisible();
  await audit(page);
  await by.click(ways.getByRole('button', { name: /^Thêm tất cả/ }));
  await by.click(page.getByRole('link', { name: 'Mở giỏ' }));
  await expect(page.getByText('2 chủ sở hữu: 2 yêu cầu')).toBeVisible();
  await by.click(page.getByRole('link', { name: 'Tiếp: nội dung yêu cầu' }));
  await by.fill(page.getByLabel('Tên yêu cầu'), 'Cáp trục đường Hạ Long');
  await by.fill(page.getByLabel('Mục đích'), 'Kéo cáp trục Bãi Cháy');
  await by.fill(page.getByLabel('Ngày bắt đầu dùng'), '10/1/2027');
  await by.fill(page.getByLabel('Mô tả thiết bị'), 'Cáp ADSS 48 sợi');
  await by.click(page.getByRole('link', { name: 'Tiếp: xem lại và nộp' }));
  await by.click(button('Nộp 2 yêu cầu'));
  await expect(page.getByText('Đã nộp 2 yêu cầu')).toBeVisible({ timeout: 60_000 });
  expect(by.interactions).toBeLessThan(40);

  const filed = (
    await oracle.cases(email, { kind: 'sharing_request', stance: 'applicant' })
  ).filter(({ title }) => title === 'Cáp trục đường Hạ Long');
  expect(filed.map(({ owner }) => owner?.name).sort()).toEqual([
    'Công ty Điện lực Quảng Ninh',
    'VNPT Quảng Ninh',
  ]);
});

const FILE = {
  type: 'Feature',
  properties: {},
  geometry: {
    type: 'LineString',
    coordinates: [
      [107.087, 20.9561],
      [107.09, 20.9572],
      [107.0925, 20.9581],
    ],
  },
};

test('a route comes from a file, from VN-2000 or two addresses, and the basket stays', async ({
  person,
}) => {
  test.setTimeout(180_000);
  const { page } = await person('planner@viettel.example');
  await page.goto('/requests/new');
  const file = (name: string, content: string) =>
    page
      .getByLabel('Chọn tệp')
      .setInputFiles({ name, mimeType: 'application/geo+json', buffer: Buffer.from(content) });
  await file('khong-co-tuyen.geojson', '{"type":"Point","coordinates":[107,21]}');
  await expect(page.getByText('Tệp khong-co-tuyen.geojson không có tuyến nào')).toBeVisible();
  await file('tuyen.geojson', JSON.stringify(FILE));
  await expect(page.getByText(/Tuyến dài 613 m, có chỗ trên 100 %/)).toBeVisible();

  // The same route in VN-2000, written by the page and read again.
  const route = page.getByLabel('Tuyến', { exact: true });
  await page.getByRole('button', { name: 'VN-2000', exact: true }).click();
  await expect(route).toHaveValue(/^430858\.\d\d; 2318238\.\d\d\n/);
  const metres = await route.inputValue();
  await route.fill('');
  await route.fill(metres);
  await expect(page.getByText('Tuyến dài 613 m.')).toBeVisible();
  await page.getByRole('button', { name: 'Kinh độ; vĩ độ', exact: true }).click();
  await expect(route).toHaveValue('107.087; 20.9561\n107.09; 20.9572\n107.0925; 20.9581');

  // Two addresses.
  await page.getByText('Hai địa chỉ', { exact: true }).click();
  await choosePlace(page, 'Từ', 'QN-BEC-THD-007', 'QN-BEC-THD-007');
  await choosePlace(page, 'Đến', '107,0925; 20,9581', '107,0925; 20,9581');
  await page.getByRole('button', { name: 'Nối thành tuyến' }).click();
  await expect(route).toHaveValue(/\n107\.0925; 20\.9581$/);
  const fits = page.getByRole('region', { name: /Đủ chỗ/ });
  await fits.getByRole('checkbox', { name: 'Chọn QN-POL-THD-040' }).check();
  await fits.getByRole('button', { name: 'Thêm 1 đã chọn' }).click();

  // What lies in a circle goes into the same basket.
  await page.goto('/map');
  await drawn(page);
  await page.getByRole('button', { name: 'Bán kính' }).click();
  const circle = page.getByRole('region', { name: 'Bán kính' });
  await circle.getByRole('textbox', { name: 'Bán kính' }).fill('60');
  await choosePlace(page, 'Tâm', 'QN-BEC-THD-009', 'QN-BEC-THD-009');
  await expect(circle.getByRole('button', { name: /QN-BEC-THD-009/ })).toBeVisible();
  await expect(page).toHaveURL(/circle=107\.0\d+%2C20\.9\d+%2C60/);
  await audit(page);
  await circle.getByRole('button', { name: /^Thêm \d+ vào giỏ/ }).click();
  await circle.getByRole('link', { name: /^Mở giỏ/ }).click();
  await expect(page.getByText('2 chủ sở hữu: 2 yêu cầu')).toBeVisible();

  // The basket outlives a logout.
  await page.getByRole('button', { name: /Nguyễn Thị Hương/ }).click();
  await page.getByRole('menuitem', { name: 'Đăng xuất' }).click();
  await logIn(page, 'planner@viettel.example');
  await page.goto('/requests/new?step=basket');
  await expect(page.getByText('2 chủ sở hữu: 2 yêu cầu')).toBeVisible();
});
