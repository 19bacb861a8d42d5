// The seat of a consulted agency: one answers in its days, another stays silent; the clock is put
// forward, and the silence counts as consent, with its clause.

import { aWeekLater } from './support/clock';
import { pdf } from './support/files';
import { attach, backToCase, finish, openAction, openCase, openTab } from './support/form';
import { first, type Oracle, type Schemas } from './support/oracle';
import { audit, expect, logIn, test } from './support/story';

const ADMIN = 'admin@hatang.example';
const ANSWERS = 'reviewer@vinhhalong.example';
const SILENT = 'reviewer@sogtvt.example';
const OPINION = 'Đề nghị giữ khoảng cách 50 m tới ranh giới vùng bảo vệ di sản.';

/** Cases in which both agencies were asked and neither has answered. */
async function waiting(oracle: Oracle) {
  const asked = await oracle.cases(ANSWERS, { stance: 'consulted', phase: 'open' });
  const found = [];
  for (const one of asked) {
    const { items } = await oracle.read<Schemas['ReferralList']>(
      ANSWERS,
      `/cases/${one.id}/referrals`,
    );
    if (items.length > 1 && items.every(({ answer }) => answer === null)) found.push(one);
  }
  return found;
}

test('one agency answers, the silence of another is consent', async ({ person, oracle }) => {
  test.setTimeout(120_000);
  const asked = first(await waiting(oracle), 'case with two agencies that have not answered');
  const { page } = await person(ANSWERS);
  await page.getByRole('link', { name: 'Hồ sơ', exact: true }).click();
  await page.getByRole('link', { name: /^Được hỏi ý kiến/ }).click();
  await audit(page);
  await openCase(page, asked);
  await openAction(page, 'Trả lời ý kiến');
  await page.getByRole('radio', { name: 'Đồng ý kèm điều kiện' }).check();
  await page.getByLabel('Nội dung').fill(OPINION);
  await finish(page, 'Trả lời ý kiến');
  await backToCase(page);
  await openTab(page, 'Ý kiến');
  const opinions = page.getByRole('table', { name: 'Ý kiến' });
  await expect(opinions.getByRole('row').filter({ hasText: OPINION })).toContainText(
    'Ban quản lý vịnh Hạ Long',
  );
  const silent = opinions.getByRole('row').filter({ hasText: 'Sở Giao thông vận tải' });
  await expect(silent).toContainText('Chưa trả lời');
  await audit(page);
  await openTab(page, 'Tài liệu');
  await page.getByLabel('Loại tài liệu').selectOption('opinion');
  await attach(page.getByRole('main'), pdf('van-ban-gop-y.pdf'));
  await audit(page);

  const admin = (await person(ADMIN)).page;
  await aWeekLater(admin);
  await expect
    .poll(async () => {
      const { items } = await oracle.read<Schemas['ReferralList']>(
        SILENT,
        `/cases/${asked.id}/referrals`,
      );
      return items.some(({ answer }) => answer === null);
    })
    .toBe(false);

  await page.reload();
  await logIn(page, ANSWERS);
  await openTab(page, 'Ý kiến');
  await expect(silent).toContainText('Im lặng');
  await expect(silent).toContainText('Căn cứ:');
  await expect(silent).toContainText('217/2026/NĐ-CP');
  await audit(page);
});
