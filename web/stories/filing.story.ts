// Filing of planned works, information requests, disputes and clean-up campaigns, each by a person
// who may: the local draft, the draft of the server, then the action that files it.
import type { Page } from '@playwright/test';
import { finish } from './support/form';
import { audit, expect, test } from './support/story';

const LINE = '107,0870; 20,9561\n107,0900; 20,9572\n107,0925; 20,9581';
const AREA = '107,0860; 20,9550\n107,0930; 20,9550\n107,0930; 20,9590\n107,0860; 20,9590';

/** Opens a page from the menu of My work. */
async function openNew(page: Page, kind: string): Promise<void> {
  await page.getByRole('button', { name: 'Lập hồ sơ mới' }).click();
  await page.getByRole('menuitem', { name: kind }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('mới');
}

const drawn = (page: Page) => expect(page.locator('.map-canvas[data-idle]')).toBeAttached();

/** Goes on to the page of the action that files the draft. */
async function goOn(page: Page, action: string): Promise<void> {
  await page.getByRole('button', { name: 'Tiếp: tài liệu và nộp' }).click();
  await expect(page.getByRole('heading', { level: 1, name: action, exact: true })).toBeVisible();
}

test('an operator announces planned works', async ({ person }) => {
  test.setTimeout(120_000);
  const { page } = await person('planner@vnpt.example');
  await openNew(page, 'Công trình dự kiến');
  await page.getByLabel('Tên hồ sơ').fill('Cống bể Trần Hưng Đạo, giai đoạn 2');
  await page.getByLabel('Phần hạ tầng sẽ làm').fill('600 m tuyến ống 4 lỗ, 8 bể cáp');
  await page.getByLabel('Vị trí', { exact: true }).fill(LINE);
  await expect(page.getByText('UBND phường Hồng Gai')).toBeVisible();
  await page.getByLabel('Tên đường, phố').fill('Trần Hưng Đạo');
  await page.getByLabel('Ngày bắt đầu dự kiến').fill('1/9/2027');
  await page.getByLabel('Thời gian thi công').fill('45');
  await page.getByLabel('Ngày có thiết kế thi công').fill('1/7/2027');
  await page.getByLabel('Liên hệ').fill('Trần Minh Đức, 0203 355 5555');
  await drawn(page);
  await audit(page);
  // What was typed outlives a closed page.
  await page.reload();
  await expect(page.getByLabel('Tên đường, phố')).toHaveValue('Trần Hưng Đạo');
  await goOn(page, 'Công bố');
  await finish(page, 'Công bố');
});

test('an operator asks an owner for information about an area', async ({ person }) => {
  test.setTimeout(120_000);
  const { page } = await person('planner@viettel.example');
  await openNew(page, 'Yêu cầu cung cấp thông tin');
  await page.getByLabel('Tên hồ sơ').fill('Cột quanh Trần Hưng Đạo');
  await page.getByRole('combobox', { name: 'Chủ sở hữu được hỏi' }).fill('dien luc');
  await page.getByRole('option', { name: 'Công ty Điện lực Quảng Ninh' }).click();
  await page.getByLabel('Mục đích sử dụng thông tin').fill('Khảo sát tuyến cáp truy nhập');
  await page
    .getByRole('combobox', { name: 'Lấy khung của một đơn vị hành chính' })
    .fill('hong gai');
  await page.getByRole('option', { name: 'Phường Hồng Gai' }).click();
  await expect(page.getByLabel('Vị trí', { exact: true })).not.toHaveValue('');
  await page.getByLabel('Vị trí', { exact: true }).fill(AREA);
  await drawn(page);
  await audit(page);
  await goOn(page, 'Nộp yêu cầu');
  await finish(page, 'Nộp yêu cầu');
});

test('an operator files a dispute about a request without an answer', async ({ person }) => {
  test.setTimeout(120_000);
  const { page } = await person('planner@vnpt.example');
  const subject = 'Cáp quang Trần Nhân Tông, Vàng Danh';
  await page.goto(`/cases?q=${encodeURIComponent(subject)}`);
  await page.getByRole('row').filter({ hasText: subject }).getByRole('link').first().click();
  await page.getByRole('link', { name: 'Đề nghị giải quyết tranh chấp' }).click();
  await expect(page.getByRole('region', { name: 'Hồ sơ có tranh chấp' })).toContainText(subject);
  await page.getByLabel('Tên hồ sơ').fill('Chủ sở hữu không trả lời trong thời hạn');
  await page
    .getByLabel('Sự việc đã xảy ra')
    .fill('Hồ sơ hợp lệ đã lâu, chủ sở hữu không chào phương án.');
  await page
    .getByLabel('Đề nghị giải quyết', { exact: true })
    .fill('Buộc cho dùng chung tuyến cột.');
  await audit(page);
  await goOn(page, 'Nộp đơn');
  await page.getByRole('radio', { name: 'Quyền tiếp cận hạ tầng có sẵn' }).check();
  await finish(page, 'Nộp đơn');
});

test('the regulator opens a clean-up campaign', async ({ person }) => {
  test.setTimeout(120_000);
  const { page } = await person('officer@sotttt.example');
  await openNew(page, 'Chiến dịch chỉnh trang');
  await page.getByLabel('Tên hồ sơ').fill('Chỉnh trang Trần Hưng Đạo');
  await page.getByLabel('Mục tiêu cần đạt').fill('Bó gọn cáp, bỏ cáp không rõ chủ');
  await page.getByLabel('Liên hệ').fill('Mai Đình Long, 0203 383 8383');
  await page.getByRole('button', { name: 'Thêm tuyến đường' }).click();
  await page.getByLabel('Tên đường').fill('Trần Hưng Đạo');
  // The street runs from one pole to another.
  for (const code of ['QN-POL-THD-020', 'QN-POL-THD-040']) {
    await page.getByRole('combobox', { name: 'Nối tuyến qua một tài sản' }).fill(code);
    await page.getByRole('option', { name: code }).click();
  }
  await expect(page.getByText(/^dài \d+ m$/)).toBeVisible();
  await page.getByLabel('Phạm vi hai bên đường').fill('15');
  await drawn(page);
  await audit(page);
  await goOn(page, 'Mở chiến dịch');
  await finish(page, 'Mở chiến dịch');
});
