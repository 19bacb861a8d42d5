// Two people at work at the same time: each sees what the other does, without loading a page again.
import type { Page, Request } from '@playwright/test';
import { backToCase, finish, openAction, openCase } from './support/form';
import { first, type Schemas } from './support/oracle';
import { audit, expect, test } from './support/story';

const CLERK = 'clerk@pcquangninh.example';
const MANAGER = 'manager@pcquangninh.example';

const isStream = (request: Request): boolean =>
  new URL(request.url()).pathname === '/api/v1/notifications/stream';

/** Waits until the stream of a page is asked for what it shows. */
const watching = (page: Page, what: string): Promise<Request> =>
  page.waitForRequest((request) => isStream(request) && request.url().includes(what));

test('a colleague claims a task: the row says who took it', async ({ person, oracle }) => {
  const tasks = await oracle.list<Schemas['Task']>(CLERK, '/tasks', { status: 'open' });
  const task = first(
    tasks.filter((one) => one.case?.kind === 'sharing_request'),
    'task that nobody has claimed',
  );
  const code = task.case?.code ?? '';
  const mine = (await person(CLERK)).page;
  const streams: Request[] = [];
  mine.on('request', (request) => {
    if (isStream(request)) streams.push(request);
  });
  const followed = watching(mine, task.id);
  await mine.getByRole('link', { name: /^Chưa ai nhận/ }).click();
  const row = mine.getByRole('row').filter({ hasText: code });
  await expect(row.getByRole('button', { name: `Nhận ${code}` })).toBeVisible();
  await followed;
  // The stream that was open when the queue changed was left for the one that follows it.
  await expect.poll(() => open(streams)).toBe(1);

  const other = (await person(MANAGER)).page;
  await other.getByRole('link', { name: /^Chưa ai nhận/ }).click();
  await other.getByRole('button', { name: `Nhận ${code}` }).click();
  await expect(other.getByText(`Đã nhận việc của ${code}`)).toBeVisible();

  const { name } = await oracle.read<Schemas['Me']>(MANAGER, '/me');
  await expect(row).toContainText(`${name} vừa nhận việc này`);
  await expect(row.getByRole('button', { name: `Nhận ${code}` })).toBeHidden();
  await audit(mine);
});

/** Streams that have not ended. */
const open = (streams: readonly Request[]): number =>
  streams.filter((request) => request.failure() === null).length;

test('a colleague acts in a case: its page says so, and what is typed stays', async ({
  person,
  oracle,
}) => {
  const action = 'Yêu cầu bổ sung';
  const asked = first(
    await oracle.casesFor(
      MANAGER,
      { kind: 'sharing_request', state: 'submitted' },
      'request_supplement',
      { data: { items: [{ item: 'Sơ đồ', reason: 'Thiếu' }] } },
    ),
    'request that can be supplemented',
  );
  const mine = (await person(CLERK)).page;
  const followed = watching(mine, asked.id);
  await openCase(mine, asked);
  await followed;
  await mine.getByRole('link', { name: /^Trao đổi/ }).click();
  const text = mine.getByRole('textbox', { name: 'Nội dung' });
  await text.fill('Đơn vị có thể khảo sát vào sáng thứ Hai.');
  const state = await mine.locator('.case-state').textContent();

  const other = (await person(MANAGER)).page;
  await openCase(other, asked);
  await openAction(other, action);
  await other.getByLabel('Còn thiếu gì').fill('Sơ đồ tuyến');
  await other.getByLabel('Vì sao cần').fill('Chưa thể hiện chỗ vượt đường.');
  await finish(other, action);

  const { name } = await oracle.read<Schemas['Me']>(MANAGER, '/me');
  const bar = mine.getByRole('status').filter({ hasText: 'Hồ sơ vừa thay đổi' });
  await expect(bar).toContainText(`${action} · ${name} đã thay đổi lúc`);
  await expect(mine.locator('.case-state')).not.toHaveText(state ?? '');
  await expect(text).toHaveValue('Đơn vị có thể khảo sát vào sáng thứ Hai.');
  await audit(mine);
  await bar.getByRole('button', { name: 'Đóng' }).click();
  await expect(bar).toBeHidden();
  // The colleague, who acted, is told of nothing.
  await backToCase(other);
  await expect(other.getByText('Hồ sơ vừa thay đổi')).toBeHidden();
});
