// The life of one permit: an operator files, the Department of Construction receives it, the officer
// asks for a supplement, consults two agencies and drafts, the approver grants; the document opens,
// and the code on it leads to the page that says the permit is in force, with script off.
import type { Page } from '@playwright/test';
import { Counter } from './support/counter';
import { pdf } from './support/files';
import { backToCase, finish, openAction, openCase, openTab } from './support/form';
import { first } from './support/oracle';
import { printedAddress } from './support/qr';
import { audit, expect, test } from './support/story';

const PLANNER = 'planner@viettel.example';
const INTAKE = 'intake@soxaydung.example';
const OFFICER = 'officer@soxaydung.example';
const APPROVER = 'approver@soxaydung.example';
const AGENCIES = [
  ['reviewer@sogtvt.example', 'so giao thong', 'Sở Giao thông vận tải Quảng Ninh'],
  ['reviewer@vinhhalong.example', 'vinh ha long', 'Ban quản lý vịnh Hạ Long'],
] as const;

const TITLE = 'Tuyến cống bể phố Hàng Nồi';
const ROUTE = '107,0738; 20,9496\n107,0750; 20,9490';

// All seven people together, from the filing to the verified document; logins are not counted.
const MOST_INTERACTIONS = 85;

const count = new Counter();

const open = async (page: Page, of: { code: string }): Promise<void> => {
  count.add(3);
  await openCase(page, of);
};

/** Opens the form of an action, fills it in, looks and sends. */
const does = async (page: Page, action: string, fillIn?: () => Promise<void>): Promise<void> => {
  count.add(1);
  await openAction(page, action);
  await fillIn?.();
  count.add(2);
  await finish(page, action);
};

const again = async (page: Page): Promise<void> => {
  count.add(1);
  await backToCase(page);
};

/** Answers the questions, fills in the works, and makes the draft. */
async function makeDraft(page: Page, site: { code: string }, start: string): Promise<void> {
  await count.click(page.getByRole('button', { name: 'Lập hồ sơ mới' }));
  await count.click(page.getByRole('menuitem', { name: /giấy phép xây dựng/ }));
  await count.check(page.getByRole('radio', { name: 'Công trình theo tuyến' }));
  await count.click(page.getByRole('combobox', { name: 'Chấp thuận địa điểm' }));
  await count.click(page.getByRole('option', { name: site.code }));
  await count.select(page.getByLabel('Cấp công trình'), 'Cấp II');
  const inPlan = page.getByRole('group', { name: /^Theo quy hoạch/ });
  await count.check(inPlan.getByRole('radio', { name: 'Có' }));
  const answer = page.getByRole('complementary', { name: 'Luật yêu cầu' });
  await expect(answer).toContainText('Công trình do Sở Xây dựng cấp phép');
  await count.click(answer.getByRole('link', { name: /^Tiếp/ }));
  await count.fill(page.getByLabel('Tên công trình'), TITLE);
  await count.select(page.getByLabel('Loại công trình'), 'Đoạn cống bể');
  await count.fill(page.getByLabel('Ngày bắt đầu dự kiến'), start);
  await count.fill(page.getByLabel('Vị trí', { exact: true }), ROUTE);
  await expect(page.getByText('Phường Hồng Gai', { exact: true })).toBeVisible();
  await audit(page);
  await count.click(page.getByRole('button', { name: 'Tiếp: tài liệu và nộp' }));
}

/** Attaches the documents that must be there, and files. */
async function file(page: Page): Promise<{ code: string }> {
  await expect(page.getByRole('heading', { level: 1, name: 'Nộp hồ sơ' })).toBeVisible();
  const needed = page.getByRole('region', { name: 'Tài liệu phải có' });
  for (const title of ['Bản vẽ thiết kế', 'Giấy tờ đất']) {
    const document = needed.getByRole('listitem').filter({ hasText: title });
    await count.click(document.getByRole('button', { name: 'Thêm tệp' }));
    await count.attach(document, pdf(`${title}.pdf`));
    await expect(document.getByText('đã có 1 tệp')).toBeVisible();
  }
  count.add(2);
  await finish(page, 'Nộp hồ sơ');
  await again(page);
  return { code: (await page.locator('.case-head .code').textContent()) ?? '' };
}

test('a permit from the filing to the verified document', async ({ person, oracle, browser }) => {
  test.setTimeout(300_000);
  const site = first(
    (await oracle.cases(PLANNER, { kind: 'siting_application', phase: 'in_force' })).filter(
      ({ title }) => title === 'Trạm BTS QN-0430, chợ Hạ Long 1',
    ),
    'approved site',
  );
  const planner = (await person(PLANNER)).page;
  await makeDraft(planner, site, await oracle.day(PLANNER, 40));
  const filed = await file(planner);

  const intake = (await person(INTAKE)).page;
  await open(intake, filed);
  await does(intake, 'Tiếp nhận hồ sơ hợp lệ');

  const officer = (await person(OFFICER)).page;
  await count.click(officer.getByRole('link', { name: /^Chưa ai nhận/ }));
  await count.click(officer.getByRole('button', { name: `Nhận ${filed.code}` }));
  await expect(officer.getByText(`Đã nhận việc của ${filed.code}`)).toBeVisible();
  await open(officer, filed);
  await does(officer, 'Yêu cầu bổ sung', async () => {
    await count.fill(officer.getByLabel('Còn thiếu gì'), 'Mặt cắt ngang đường');
    await count.fill(officer.getByLabel('Vì sao cần'), 'Cần để xét phương án đào.');
  });

  await planner.reload();
  await does(planner, 'Nộp bổ sung', async () => {
    const panel = planner.getByRole('region', { name: 'Tài liệu kèm theo' });
    await count.select(panel.getByLabel('Loại tài liệu'), 'Bản vẽ thiết kế');
    await count.attach(panel, pdf('mat-cat.pdf'));
    await audit(planner);
  });

  await again(officer);
  await officer.reload();
  await does(officer, 'Lấy ý kiến', async () => {
    for (const [, typed, name] of AGENCIES) {
      await count.fill(officer.getByRole('combobox', { name: 'Thêm cơ quan' }), typed);
      await count.click(officer.getByRole('option', { name }));
      await expect(officer.getByRole('listitem').filter({ hasText: name })).toBeVisible();
    }
    await count.fill(officer.getByLabel('Nội dung xin ý kiến'), 'Phương án đào đường?');
    await audit(officer);
  });

  for (const [email] of AGENCIES) {
    const agency = (await person(email)).page;
    await open(agency, filed);
    await does(agency, 'Trả lời ý kiến', () =>
      count.check(agency.getByRole('radio', { name: 'Đồng ý', exact: true })),
    );
  }

  await again(officer);
  await officer.reload();
  await does(officer, 'Dự thảo kết quả', async () => {
    await count.check(officer.getByRole('radio', { name: 'Cấp phép' }));
    await count.fill(officer.getByLabel('Căn cứ thẩm định'), 'Hợp lệ; các cơ quan đồng ý.');
  });

  const approver = (await person(APPROVER)).page;
  await open(approver, filed);
  await does(approver, 'Cấp phép', () =>
    count.fill(approver.getByLabel('Điều kiện'), 'Thi công ban đêm.'),
  );
  await again(approver);
  await expect(approver.locator('.case-state')).toContainText('Đã cấp phép');
  count.add(1);
  await openTab(approver, 'Kết quả');
  const papers = approver.getByRole('listitem');
  const permit = papers.filter({ hasText: 'Giấy phép' }).getByRole('link', { name: /^Tiếng Việt/ });
  await expect(permit).toBeVisible();
  await audit(approver);
  count.add(1);
  const answer = await approver.request.get((await permit.getAttribute('href')) ?? '');
  expect(answer.headers()['content-type']).toContain('application/pdf');
  expect((await answer.body()).subarray(0, 5).toString()).toBe('%PDF-');

  // A citizen's phone reads the code on the document; no script runs.
  const phone = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 360, height: 740 },
  });
  const page = await phone.newPage();
  count.add(1);
  await page.goto(printedAddress(await answer.body()));
  await expect(page.locator('.answer')).toHaveText(/CÒN HIỆU LỰC/i);
  await expect(page.getByRole('main')).toContainText('Viettel Quảng Ninh');
  await phone.close();

  console.log(`permit: ${count.interactions} interactions`);
  expect(count.interactions).toBeLessThanOrEqual(MOST_INTERACTIONS);
});
