// Interruptions in the middle of a long form: the session ends, the browser is killed, the network
// is lost. Nothing that was typed is lost.
import type { Page } from '@playwright/test';
import { pdf } from './support/files';
import {
  expectDone,
  finish,
  look,
  openAction,
  openCase,
  preview,
  sendButton,
} from './support/form';
import { test } from './support/killable';
import { first, type Oracle } from './support/oracle';
import { audit, expect, logIn, PASSWORD } from './support/story';

const CLERK = 'clerk@pcquangninh.example';
const MANAGER = 'manager@pcquangninh.example';
const ACTION = 'Yêu cầu bổ sung';

const GAPS = [
  ['Sơ đồ tuyến', 'Chưa thể hiện vị trí vượt đường và chiều cao cáp tại đó.'],
  ['Tính toán kết cấu', 'Chưa có tải trọng gió cho cột góc, cột 14 và cột 15.'],
  ['Biện pháp thi công', 'Chưa nêu cách tổ chức giao thông khi kéo cáp qua ngã tư.'],
] as const;
const REMARK = 'Đề nghị bổ sung một lần, đủ cả ba mục.';

const submitted = (oracle: Oracle) =>
  oracle.casesFor(CLERK, { kind: 'sharing_request', state: 'submitted' }, 'request_supplement', {
    data: { items: [{ item: 'Sơ đồ', reason: 'Thiếu' }] },
  });

const gap = (page: Page, number: number) =>
  page.getByRole('listitem').filter({ hasText: `Mục ${number}` });

async function fillIn(page: Page): Promise<void> {
  for (const [index, [item, reason]] of GAPS.entries()) {
    if (index > 0) await page.getByRole('button', { name: 'Thêm mục' }).click();
    await gap(page, index + 1)
      .getByLabel('Còn thiếu gì')
      .fill(item);
    await gap(page, index + 1)
      .getByLabel('Vì sao cần')
      .fill(reason);
  }
  await page.getByLabel('Ý kiến kèm theo').fill(REMARK);
}

async function expectFilledIn(page: Page): Promise<void> {
  for (const [index, [item, reason]] of GAPS.entries()) {
    await expect(gap(page, index + 1).getByLabel('Còn thiếu gì')).toHaveValue(item);
    await expect(gap(page, index + 1).getByLabel('Vì sao cần')).toHaveValue(reason);
  }
  await expect(page.getByLabel('Ý kiến kèm theo')).toHaveValue(REMARK);
}

test('the session is ended elsewhere: a login over the form, and the form goes on', async ({
  person,
  oracle,
}) => {
  const asked = first(await submitted(oracle), 'request that can be supplemented');
  const { page } = await person(CLERK);
  await openCase(page, asked);
  await openAction(page, ACTION);
  await fillIn(page);

  // The same person ends every other session on another computer.
  const other = (await person(CLERK)).page;
  await other.getByRole('button', { name: /Vũ Thị Lan/ }).click();
  await other.getByRole('menuitem', { name: 'Tài khoản của tôi' }).click();
  const sessions = other.getByRole('table', { name: 'Các phiên đăng nhập' });
  await expect(sessions).toBeVisible();
  await audit(other);
  const ends = sessions.getByRole('button', { name: /^Kết thúc/ });
  for (let left = await ends.count(); left > 0; left -= 1) {
    await ends.first().click();
    await expect(ends).toHaveCount(left - 1);
  }

  const login = page.getByRole('alertdialog', { name: 'Phiên làm việc đã hết' });
  // A request that the page makes by itself may find out first.
  const asks = await login.isHidden();
  if (asks) await page.getByRole('button', { name: 'Xem trước' }).click();
  await expect(login).toBeVisible();
  await expect(login.getByLabel('Thư điện tử')).toHaveValue(CLERK);
  await audit(page);
  await login.getByLabel('Mật khẩu').fill('không phải mật khẩu');
  await login.getByRole('button', { name: 'Tiếp tục' }).click();
  await expect(login.getByRole('alert')).toContainText('không đúng');
  await login.getByLabel('Mật khẩu').fill(PASSWORD);
  await login.getByRole('button', { name: 'Tiếp tục' }).click();
  await expect(login).toBeHidden();
  await expectFilledIn(page);
  // The request that found out is sent again by itself.
  if (asks) await expect(preview(page)).toBeVisible();
  else await look(page);
  await sendButton(page, ACTION).click();
  await expectDone(page, ACTION);
});

test('the browser is killed: the draft is there when it opens again', async ({
  killable,
  oracle,
}) => {
  const asked = first(await submitted(oracle), 'request that can be supplemented');
  const { page } = await killable.open();
  await logIn(page, CLERK);
  await openCase(page, asked);
  await openAction(page, ACTION);
  await fillIn(page);
  await expect(page.getByRole('status').filter({ hasText: 'Đã lưu trên máy này' })).toBeVisible();
  const address = page.url();
  // The last letters are kept a moment after they were typed.
  await page.getByLabel('Ý kiến kèm theo').fill('');
  await page.getByLabel('Ý kiến kèm theo').fill(REMARK);
  await expect.poll(() => page.evaluate(keptRemarks)).toContain(REMARK);
  await killable.kill();

  const again = (await killable.open()).page;
  await again.goto(address);
  const login = again.getByRole('heading', { level: 1, name: 'Đăng nhập' });
  const form = again.getByRole('heading', { level: 1, name: ACTION });
  await expect(login.or(form)).toBeVisible();
  if (await login.isVisible()) await logIn(again, CLERK);
  await expect(form).toBeVisible();
  await expectFilledIn(again);
  await finish(again, ACTION);
});

/** Remarks of the drafts in the browser. */
function keptRemarks(): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('hatang');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const all = opening.result.transaction('drafts').objectStore('drafts').getAll();
      all.onsuccess = () => {
        opening.result.close();
        resolve(all.result.map(({ value }: { value: { comment: string } }) => value.comment));
      };
    };
  });
}

test('the network is lost and comes back: what was typed and the file on its way go on', async ({
  person,
  oracle,
}) => {
  const asked = first(
    await oracle.cases(MANAGER, { kind: 'sharing_request', state: 'complete', stance: 'owner' }),
    'request that can be refused',
  );
  const explanation = 'Hai cột đầu tuyến nứt dọc thân, không treo thêm cáp được.';
  const { page, context } = await person(MANAGER);
  await openCase(page, asked);
  await openAction(page, 'Từ chối');
  await page.getByLabel('Lý do theo danh mục').selectOption({ label: 'An toàn' });
  await page.getByLabel('Giải thích cho người nhận').fill(explanation);
  const evidence = page
    .getByRole('group', { name: /^Chứng cứ 1/ })
    .locator('details')
    .first();
  await evidence.getByText('Tải chứng cứ lên').click();

  await context.setOffline(true);
  const bar = page.getByRole('status').filter({ hasText: 'Không kết nối được máy chủ.' });
  await expect(bar).toContainText('Chưa thể gửi thay đổi');
  await audit(page);
  await evidence.locator('input[type="file"]').setInputFiles(pdf('bien-ban.pdf'));
  await expect(evidence).toContainText('Mất kết nối; gửi tiếp khi có mạng.');
  await page.getByRole('button', { name: 'Xem trước' }).click();
  await expect(page.getByRole('alert')).toContainText('Không kết nối được máy chủ.');
  await expect(page.getByLabel('Giải thích cho người nhận')).toHaveValue(explanation);

  await context.setOffline(false);
  await expect(bar).toBeHidden();
  await expect(evidence).toContainText('Đã nhận');
  await expect(page.getByLabel('Giải thích cho người nhận')).toHaveValue(explanation);
  await finish(page, 'Từ chối');
  expect(await oracle.times(MANAGER, asked.id, 'refuse')).toBe(1);
});
