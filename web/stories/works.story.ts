// Works: the server says what the law asks for before a draft exists; a notice is filed, not a
// permit. What was refused once is filed again from the old case.
import type { Page } from '@playwright/test';
import { Counter } from './support/counter';
import { pdf } from './support/files';
import { expectDone, openCase, preview, sendButton } from './support/form';
import { first, type Oracle } from './support/oracle';
import { audit, expect, test } from './support/story';

const PLANNER = 'planner@viettel.example';
const TITLE = 'Xây dựng trạm BTS chợ Hạ Long 1';
const SITE = 'Trạm BTS QN-0430, chợ Hạ Long 1';
const ACTION = 'Gửi thông báo';

// From My work to the receipt: each question, the approved place, two fields, three documents.
const MOST_INTERACTIONS = 20;

const answer = (page: Page) => page.getByRole('complementary', { name: 'Luật yêu cầu' });

const draftsOf = async (oracle: Oracle, kind: string) =>
  (await oracle.cases(PLANNER, { kind })).filter(({ title }) => title === TITLE);

/** Attaches a document of a kind on the page of an action that requires none by itself. */
async function attachAs(page: Page, count: Counter, title: string): Promise<void> {
  const panel = page.getByRole('region', { name: 'Tài liệu kèm theo' });
  await count.select(panel.getByLabel('Loại tài liệu'), title);
  count.add(1);
  await panel.locator('input[type="file"]').setInputFiles(pdf(`${title}.pdf`));
  const there = panel.locator('.mark').filter({ hasText: title });
  await expect(there.filter({ hasText: 'đã có 1 tệp' })).toBeVisible();
}

test('the resolver says notice, not permit', async ({ person, oracle }) => {
  test.setTimeout(180_000);
  const site = first(
    (await oracle.cases(PLANNER, { kind: 'siting_application', phase: 'in_force' })).filter(
      ({ title }) => title === SITE,
    ),
    'approved site',
  );
  const { page } = await person(PLANNER);
  const count = new Counter();
  await count.click(page.getByRole('button', { name: 'Lập hồ sơ mới' }));
  await count.click(page.getByRole('menuitem', { name: /thông báo khởi công/i }));

  // A building needs a permit, a passive telecom structure does not.
  await page.getByRole('radio', { name: 'Nhà, công trình khác' }).check();
  await expect(answer(page)).toContainText('Luật yêu cầu: Giấy phép xây dựng');
  await count.check(page.getByRole('radio', { name: 'Công trình viễn thông thụ động' }));
  await expect(answer(page)).toContainText('Luật yêu cầu: Thông báo khởi công');
  await expect(answer(page)).toContainText('135/2025/QH15 Đ43.2đ, Đ43.3b');

  // The law of another day asked for a permit; for that day nothing is filed.
  await page.getByLabel('Ngày nộp dự kiến').fill('1/10/2025');
  await expect(answer(page)).toContainText('Luật yêu cầu: Giấy phép xây dựng');
  await expect(answer(page).getByRole('link', { name: /^Tiếp/ })).toHaveCount(0);
  await answer(page).getByRole('button', { name: 'Hỏi cho hôm nay' }).click();
  await expect(answer(page)).toContainText('Luật yêu cầu: Thông báo khởi công');

  await count.click(page.getByRole('combobox', { name: 'Chấp thuận địa điểm' }));
  await count.click(page.getByRole('option', { name: site.code }));
  await expect(page.getByRole('radio', { name: 'Đô thị' })).toBeChecked();
  await expect(answer(page)).toContainText('Sở Xây dựng Quảng Ninh');
  await count.select(page.getByLabel('Cấp công trình'), 'Cấp II');
  const inPlan = page.getByRole('group', { name: /^Theo quy hoạch/ });
  await count.check(inPlan.getByRole('radio', { name: 'Có' }));
  await expect(page.getByText('Câu trả lời có thể thay đổi')).toHaveCount(0);
  await audit(page);
  await count.click(answer(page).getByRole('link', { name: /^Tiếp/ }));

  await expect(page.getByLabel('Loại công trình')).toHaveValue('tower');
  await count.fill(page.getByLabel('Tên công trình'), TITLE);
  await count.fill(page.getByLabel('Ngày bắt đầu dự kiến'), await oracle.day(PLANNER, 20));
  await expect(page.getByText('Còn thiếu trước khi nộp')).toHaveCount(0);
  await audit(page);
  expect(await draftsOf(oracle, 'commencement_notice')).toEqual([]);
  await count.click(page.getByRole('button', { name: 'Tiếp: tài liệu và nộp' }));

  await expect(page.getByRole('heading', { level: 1, name: ACTION })).toBeVisible();
  for (const title of ['Bản vẽ thiết kế', 'Bản vẽ móng', 'Giấy tờ đất'])
    await attachAs(page, count, title);
  await audit(page);
  await count.click(page.getByRole('button', { name: 'Xem trước' }));
  await expect(preview(page)).toBeVisible();
  await count.click(sendButton(page, ACTION));
  await expectDone(page, ACTION);
  console.log(`commencement notice: ${count.interactions} interactions`);
  expect(count.interactions).toBeLessThanOrEqual(MOST_INTERACTIONS);

  const [notice] = await draftsOf(oracle, 'commencement_notice');
  expect(notice?.state).toBe('submitted');
  expect(await draftsOf(oracle, 'construction_permit')).toEqual([]);
});

test('a refused application is filed again from its page', async ({ person, oracle }) => {
  const email = 'planner@vnpt.example';
  const refused = first(
    await oracle.cases(email, { kind: 'construction_permit', state: 'refused' }),
    'refused permit',
  );
  const { page } = await person(email);
  await openCase(page, refused);
  await page.getByRole('button', { name: 'Việc khác với hồ sơ này' }).click();
  await page.getByRole('menuitem', { name: 'Nộp lại, nối tiếp hồ sơ này' }).click();
  await expect(page.getByRole('checkbox', { name: `Nối tiếp ${refused.code}` })).toBeChecked();
  await expect(answer(page)).toContainText('Luật yêu cầu: Giấy phép xây dựng');
  await audit(page);
  await answer(page).getByRole('link', { name: /^Tiếp/ }).click();
  await expect(page.getByLabel('Tên công trình')).toHaveValue(refused.title);
  await page.getByRole('button', { name: 'Chỉ lưu bản nháp' }).click();
  // A draft has no code yet.
  const code = 'Nháp';
  await expect(page.locator('.case-head .code')).toHaveText(code);

  // A draft whose works turn out to be of the other kind: what was typed moves to a new form.
  await page.getByRole('link', { name: 'Sửa nội dung bản nháp' }).click();
  await page.getByRole('radio', { name: 'Công trình viễn thông thụ động' }).check();
  await answer(page).getByRole('link', { name: /^Tiếp/ }).click();
  await expect(page.getByText(/^Bản nháp này là giấy phép xây dựng, nhưng/)).toBeVisible();
  await audit(page);
  await page.getByRole('button', { name: 'Lập thông báo khởi công với nội dung này' }).click();
  await expect(page.getByRole('link', { name: `Bắt đầu từ nội dung của ${code}` })).toBeVisible();
  await expect(page.getByRole('radio', { name: 'Công trình viễn thông thụ động' })).toBeChecked();
});
