// A citizen without an account: looks up a case, verifies a permit, sees what digs in the street,
// and reads what is published. The pages that the server writes work without script.
import type { Page } from '@playwright/test';
import { png } from './support/files';
import { type Case, first, type Oracle, type Schemas } from './support/oracle';
import { audit, expect, test } from './support/story';

const APPLICANT = 'planner@viettel.example';
const MOST_BYTES = 20_000;
const WORKS_NEAR = 'Ngầm hóa cáp Hoàng Quốc Việt';

/** Everything that the browser of a page was refused. */
function refusals(page: Page): string[] {
  const refused: string[] = [];
  page.on('response', (response) => {
    if (response.status() >= 400) refused.push(`${response.status()} ${response.url()}`);
  });
  return refused;
}

/** A case of the demo with the secret that its receipt shows. */
async function receipt(oracle: Oracle): Promise<{ found: Case; secret: string }> {
  const filed = await oracle.cases(APPLICANT, { kind: 'siting_application', phase: 'open' });
  const found = first(
    filed.sort((a, b) => a.code.localeCompare(b.code)),
    'siting application in work',
  );
  const { secret } = await oracle.read<Schemas['CaseLookUp']>(
    APPLICANT,
    `/cases/${found.id}/look-up`,
  );
  return { found, secret };
}

async function permitInForce(oracle: Oracle): Promise<Schemas['PublicPermit']> {
  const all = await oracle.list<Schemas['PublicPermit']>(APPLICANT, '/public/permits');
  const granted = all.filter(
    ({ kind, state }) => kind === 'siting_application' && state === 'approved',
  );
  return first(
    granted.sort((a, b) => a.number.localeCompare(b.number)),
    'published approval',
  );
}

test('a citizen needs no script to look up a case and to verify a permit', async ({
  browser,
  server,
  oracle,
}) => {
  const { found, secret } = await receipt(oracle);
  const permit = await permitInForce(oracle);
  const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false });
  const page = await context.newPage();
  let bytes = 0;
  page.on('response', async (response) => {
    bytes += (await response.body().catch(() => Buffer.alloc(0))).length;
  });
  const light = async (): Promise<void> => {
    await page.waitForLoadState('networkidle');
    await expect(page.locator('script')).toHaveCount(0);
    expect(bytes, page.url()).toBeGreaterThan(0);
    expect(bytes, page.url()).toBeLessThanOrEqual(MOST_BYTES);
    bytes = 0;
  };

  await page.goto('/look-up');
  await light();
  const lookUp = async (typed: string): Promise<void> => {
    await page.getByLabel('Mã hồ sơ').fill(found.code);
    await page.getByLabel('Mã tra cứu').fill(typed);
    await page.getByRole('button', { name: 'Tra cứu' }).click();
  };
  await lookUp(`${secret}x`);
  await expect(page.getByRole('alert')).toContainText('Không tìm thấy hồ sơ');
  await light();
  await lookUp(secret);
  await expect(page.getByRole('heading', { level: 1, name: found.code })).toBeVisible();
  await expect(page.getByText(found.state_title, { exact: true })).toBeVisible();
  expect(page.url(), 'the address holds no secret').not.toContain(secret);
  await light();

  await page.getByRole('link', { name: 'Kiểm tra giấy tờ' }).click();
  await light();
  const verify = async (number: string): Promise<void> => {
    await page.getByLabel('Số văn bản').fill(number);
    await page.getByRole('button', { name: 'Kiểm tra' }).click();
  };
  await verify('999999/2026/GPXD');
  await expect(page.getByText('KHÔNG TÌM THẤY')).toBeVisible();
  await light();
  await page.getByRole('link', { name: 'Kiểm tra số khác' }).click();
  bytes = 0;
  await verify(permit.number);
  await expect(page.getByText('CÒN HIỆU LỰC', { exact: true })).toBeVisible();
  await expect(page.getByText(permit.holder, { exact: true })).toBeVisible();
  await light();
  await context.close();
});

test('a citizen sees on the map and in a list what digs in the street', async ({ visitor }) => {
  test.setTimeout(120_000);
  const { page } = await visitor();
  const refused = refusals(page);
  await page.goto('/works');
  await expect(page.locator('.map-canvas[data-idle]')).toBeAttached();
  const rows = page.getByRole('table').locator('tbody tr');
  const works = page.getByRole('link', { name: WORKS_NEAR });
  await expect(works).toBeVisible();
  const all = await rows.count();
  expect(all).toBeGreaterThan(5);

  // Around a place, and nothing a kilometre away from it in the bay.
  const place = page.getByLabel('Vị trí', { exact: true });
  await place.fill('106,5; 20,9');
  await place.press('Enter');
  await expect(page.getByText(/Không có công trình nào/)).toBeVisible();
  await expect(rows).toHaveCount(0);
  await place.fill('107,0201; 20,9515');
  await page.getByRole('button', { name: 'Tìm', exact: true }).click();
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(/cách \d+ m/);
  await works.click();
  const detail = page.getByRole('region', { name: WORKS_NEAR });
  await expect(detail.getByText('Phòng Kỹ thuật, 0203 3825 001')).toBeVisible();
  await expect(page.locator('.works-detail')).toBeFocused();
  await expect(page).toHaveURL(/near=.*sel=PW-/);
  await audit(page);

  // By area and by text; the address brings it back.
  await page.getByRole('button', { name: 'Bỏ vị trí' }).click();
  await page.getByLabel('Phường, xã, đặc khu').selectOption({ label: 'Phường Bãi Cháy' });
  await expect(works).toBeVisible();
  expect(await rows.count()).toBeLessThan(all);
  await page.getByLabel('Tên đường, công trình, chủ đầu tư').fill('hoang quoc viet');
  await expect(rows).toHaveCount(1);
  await page.reload();
  await expect(rows).toHaveCount(1);
  await expect(works).toBeVisible();
  await page.getByRole('banner').getByRole('button', { name: 'EN – English' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Planned works' })).toBeVisible();
  expect(refused).toEqual([]);
});

// The server answers with no sources of its own, so the story adds one to its answer.
async function offerImagery(page: Page): Promise<{ asked: () => number }> {
  let asked = 0;
  await page.route('**/api/v1/meta', async (route) => {
    const response = await route.fetch();
    const source = {
      id: 'imagery',
      title: 'Ảnh của tỉnh',
      kind: 'xyz',
      url: new URL('/imagery/{z}/{x}/{y}.png', page.url()).href
        .replace(/%7B/g, '{')
        .replace(/%7D/g, '}'),
      attribution: 'Sở Nông nghiệp và Môi trường',
      min_zoom: 0,
      max_zoom: 19,
    };
    const json = { ...(await response.json()), map: { basemap: null, sources: [source] } };
    await route.fulfill({ response, json });
  });
  await page.route('**/imagery/**', (route) => {
    asked += 1;
    return route.fulfill({ contentType: 'image/png', body: png('tile.png').buffer });
  });
  return { asked: () => asked };
}

test('a background elsewhere is asked for nothing until a person chooses it', async ({
  visitor,
}) => {
  const { page } = await visitor();
  const imagery = await offerImagery(page);
  const drawn = () => expect(page.locator('.map-canvas[data-idle]')).toBeAttached();
  await page.goto('/works');
  await drawn();
  await expect(page.getByLabel('Trơn')).toBeChecked();
  expect(imagery.asked()).toBe(0);
  await page.getByLabel('Ảnh của tỉnh').check();
  await expect(page.getByText('Nền: Sở Nông nghiệp và Môi trường')).toBeVisible();
  await expect.poll(imagery.asked).toBeGreaterThan(0);
  await page.getByLabel('Độ đậm của nền').press('ArrowLeft');
  await page.reload();
  await drawn();
  await expect(page.getByLabel('Ảnh của tỉnh')).toBeChecked();
  await expect(page.getByLabel('Độ đậm của nền')).toHaveValue('0.9');
  await audit(page);
});

test('a citizen reads permits, decisions and open data', async ({ visitor, oracle }) => {
  test.setTimeout(120_000);
  const permit = await permitInForce(oracle);
  const { page } = await visitor();
  const refused = refusals(page);
  await page.goto('/permits');
  await page.getByLabel('Số, công trình, đơn vị được cấp, địa chỉ').fill(permit.number);
  const row = page.getByRole('link', { name: permit.number });
  await expect(row).toBeVisible();
  await expect(page.getByRole('table').locator('tbody tr')).toHaveCount(1);
  await audit(page);
  await row.click();
  await expect(
    page.getByRole('heading', { level: 1, name: `Văn bản số ${permit.number}` }),
  ).toBeVisible();
  await expect(page.getByText(permit.holder, { exact: true })).toBeVisible();
  await expect(page.locator('.map-canvas[data-idle]')).toBeAttached();
  await audit(page);
  await page.getByRole('link', { name: 'Kiểm tra hiệu lực' }).click();
  await expect(page.getByText('CÒN HIỆU LỰC', { exact: true })).toBeVisible();
  await audit(page);
  await page.goBack();

  const menu = page.getByRole('navigation', { name: 'Trang công khai' });
  await menu.getByRole('link', { name: 'Quyết định' }).click();
  await expect(
    page.getByRole('heading', { level: 1, name: /Quyết định giải quyết/ }),
  ).toBeVisible();
  await expect(page.getByRole('table').getByText(/^DS-/).first()).toBeVisible();
  await audit(page);
  await menu.getByRole('link', { name: 'Dữ liệu mở' }).click();
  await expect(
    page.getByRole('heading', { level: 3, name: 'Công trình sắp thi công' }),
  ).toBeVisible();
  await audit(page);
  const file = page.getByRole('link', { name: /^Tải GeoJSON.*Công trình sắp thi công$/ });
  const answer = await page.request.get((await file.getAttribute('href')) ?? '');
  expect(answer.headers()['content-type']).toContain('geo+json');
  expect(refused).toEqual([]);

  // From here the login leads to work.
  await page.getByRole('link', { name: 'Đăng nhập' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Đăng nhập' })).toBeVisible();
});
