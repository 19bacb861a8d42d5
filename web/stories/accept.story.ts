// The seat of an operator: the manager accepts an offer, and two people act on one case at once.
import {
  backToCase,
  expectDone,
  finish,
  look,
  openAction,
  openCase,
  sendButton,
} from './support/form';
import { first, type Schemas } from './support/oracle';
import { audit, expect, test } from './support/story';

const PLANNER = 'planner@vnpt.example';
const MANAGER = 'manager@vnpt.example';

const offered = { kind: 'sharing_request', state: 'offered', stance: 'applicant' };
const ready = { kind: 'sharing_request', state: 'ready', stance: 'applicant' };

const CHANGED = 'Hồ sơ vừa thay đổi';

test('the manager accepts an offer', async ({ person, oracle }) => {
  const asked = first(await oracle.casesFor(MANAGER, offered, 'accept'), 'offer to accept');
  const { page } = await person(MANAGER);
  await openCase(page, asked);
  await openAction(page, 'Chấp nhận và ký');
  await page.getByLabel('Ý kiến kèm theo').fill('Đồng ý với giá và thời hạn hợp đồng.');
  await look(page);
  await audit(page);
  await sendButton(page, 'Chấp nhận và ký').click();
  await expectDone(page, 'Chấp nhận và ký');
  await backToCase(page);
  await expect(page.locator('.case-state')).toContainText('Đã chấp nhận');
  await audit(page);
});

test('of two who act at once the slower sees who was faster, and loses nothing', async ({
  person,
  oracle,
}) => {
  const action = 'Thông báo vào vị trí';
  const asked = first(await oracle.cases(MANAGER, ready), 'request that is ready');
  const before = await oracle.times(MANAGER, asked.id, 'log_entry');
  const crews = {
    [PLANNER]: 'Đội thi công số 3, ông Trần Văn Bình',
    [MANAGER]: 'Đội thi công số 5, bà Lê Thị Sen, 0912 000 111',
  };
  const open = async (email: keyof typeof crews) => {
    const { page } = await person(email);
    await openCase(page, asked);
    await openAction(page, action);
    await page.getByLabel('Đội thi công').fill(crews[email] ?? '');
    const day = await oracle.day(email, 10);
    await page.getByLabel('Ngày vào vị trí').fill(day);
    const to = day.split('/').reverse();
    const { working_days } = await oracle.read<Schemas['WorkingDayCount']>(
      email,
      `/calendars/vn/count?to=${to.map((part) => part.padStart(2, '0')).join('-')}`,
    );
    const hint = page.locator('.hint', { hasText: `, còn ${working_days} ngày làm việc` });
    await expect(hint).toBeVisible();
    await look(page);
    return page;
  };
  const slower = await open(MANAGER);
  const faster = await open(PLANNER);
  await sendButton(faster, action).click();
  await expectDone(faster, action);

  // The form is told before it is sent; sent all the same, it is refused.
  const told = slower.getByRole('status').filter({ hasText: CHANGED });
  await expect(told).toContainText('Trần Minh Đức đã thay đổi lúc');
  await sendButton(slower, action).click();
  const bar = slower.getByRole('alert').filter({ hasText: CHANGED });
  await expect(bar).toContainText('Trần Minh Đức đã thay đổi lúc');
  await expect(bar).toContainText('Đang thi công');
  await audit(slower);
  await expect(slower.getByLabel('Đội thi công')).toHaveValue(crews[MANAGER] ?? '');
  await expect(slower.getByLabel('Ngày vào vị trí')).not.toHaveValue('');
  await bar.getByRole('button', { name: 'Tiếp tục với bản mới' }).click();
  await finish(slower, action);
  expect(await oracle.times(MANAGER, asked.id, 'log_entry')).toBe(before + 2);
});

test('an offer that was withdrawn meanwhile cannot be accepted, and what was typed stays', async ({
  person,
  oracle,
}) => {
  const remark = 'Đã trình lãnh đạo, đồng ý ký hợp đồng năm năm.';
  const asked = first(await oracle.casesFor(MANAGER, offered, 'accept'), 'offer to accept');
  const slower = (await person(MANAGER)).page;
  await openCase(slower, asked);
  await openAction(slower, 'Chấp nhận và ký');
  await slower.getByLabel('Ý kiến kèm theo').fill(remark);
  await look(slower);
  const faster = (await person(PLANNER)).page;
  await openCase(faster, asked);
  await openAction(faster, 'Rút yêu cầu');
  await finish(faster, 'Rút yêu cầu');

  await sendButton(slower, 'Chấp nhận và ký').click();
  const bar = slower.getByRole('alert').filter({ hasText: CHANGED });
  await expect(bar).toContainText('Trần Minh Đức');
  await expect(bar).toContainText('Đã rút');
  await expect(bar).toContainText('hồ sơ không còn việc này');
  await expect(bar.getByRole('button')).toHaveCount(0);
  await expect(slower.getByLabel('Ý kiến kèm theo')).toHaveValue(remark);
  expect(await oracle.times(MANAGER, asked.id, 'accept')).toBe(0);
});
