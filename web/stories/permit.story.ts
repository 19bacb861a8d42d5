// The seats of the Department of Construction: intake accepts, the officer consults two agencies
// and drafts, the approver grants, and the issued document opens.
import type { Page } from '@playwright/test';
import { backToCase, finish, openAction, openCase, openTab } from './support/form';
import { type Case, first } from './support/oracle';
import { audit, expect, test } from './support/story';

const INTAKE = 'intake@soxaydung.example';
const OFFICER = 'officer@soxaydung.example';
const APPROVER = 'approver@soxaydung.example';
const AGENCIES = [
  ['reviewer@sogtvt.example', 'so giao thong', 'Sở Giao thông vận tải Quảng Ninh'],
  ['reviewer@vinhhalong.example', 'vinh ha long', 'Ban quản lý vịnh Hạ Long'],
] as const;

test('a permit from the filed case to the document', async ({ person, oracle }) => {
  test.setTimeout(120_000);
  const asked = first(
    await oracle.casesFor(INTAKE, { kind: 'construction_permit', state: 'submitted' }, 'accept'),
    'permit application at the intake',
  );
  const does = async (page: Page, action: string, fillIn: () => Promise<void>): Promise<void> => {
    await openAction(page, action);
    await fillIn();
    await finish(page, action);
    await backToCase(page);
  };
  const nothing = async () => undefined;

  const intake = (await person(INTAKE)).page;
  await openCase(intake, asked);
  await does(intake, 'Tiếp nhận hồ sơ hợp lệ', nothing);
  await audit(intake);

  const officer = (await person(OFFICER)).page;
  await officer.getByRole('link', { name: /^Chưa ai nhận/ }).click();
  await officer.getByRole('button', { name: `Nhận ${asked.code}` }).click();
  await expect(officer.getByText(`Đã nhận việc của ${asked.code}`)).toBeVisible();
  await openCase(officer, asked);
  await does(officer, 'Lấy ý kiến', async () => {
    for (const [, typed, name] of AGENCIES) {
      await officer.getByRole('combobox', { name: 'Thêm cơ quan' }).fill(typed);
      await officer.getByRole('option', { name }).click();
      await expect(officer.getByRole('listitem').filter({ hasText: name })).toBeVisible();
    }
    await officer.getByLabel('Nội dung xin ý kiến').fill('Phương án đào đường?');
    await audit(officer);
  });

  for (const [email] of AGENCIES) {
    const agency = (await person(email)).page;
    await openCase(agency, asked);
    await does(agency, 'Trả lời ý kiến', async () => {
      await agency.getByRole('radio', { name: 'Đồng ý', exact: true }).check();
    });
  }

  await officer.reload();
  // A dossier that waited at the intake over its last hour needs an apology first.
  const { flags } = await oracle.read<Case>(OFFICER, `/cases/${asked.id}`);
  if (flags.includes('overdue'))
    await does(officer, 'Gửi phiếu xin lỗi', async () => {
      await officer.getByLabel('Lý do quá hạn').fill('Tiếp nhận chậm một ngày.');
      await officer.getByLabel('Ngày hẹn trả mới').fill(await oracle.day(OFFICER, 10));
    });
  await does(officer, 'Dự thảo kết quả', async () => {
    await officer.getByRole('radio', { name: 'Cấp phép' }).check();
    await officer.getByLabel('Căn cứ thẩm định').fill('Hồ sơ hợp lệ; các cơ quan đồng ý.');
  });

  const approver = (await person(APPROVER)).page;
  await openCase(approver, asked);
  await does(approver, 'Cấp phép', async () => {
    await approver.getByLabel('Điều kiện').fill('Thi công ban đêm.');
  });
  await expect(approver.locator('.case-state')).toContainText('Đã cấp');
  await openTab(approver, 'Kết quả');
  const paper = approver.getByRole('link', { name: 'Tiếng Việt (PDF)' });
  await expect(paper.first()).toBeVisible();
  await audit(approver);
  for (const link of await paper.all()) {
    const answer = await approver.request.get((await link.getAttribute('href')) ?? '');
    expect(answer.status()).toBe(200);
    expect(answer.headers()['content-type']).toContain('application/pdf');
    expect((await answer.body()).subarray(0, 5).toString()).toBe('%PDF-');
  }
});
