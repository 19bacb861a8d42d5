// The seat of the administrator: a person with a role who is invited by mail, a letter that came
// back and is sent again, and organisations.
import { type MailServer, startMail } from './support/mail';
import type { Schemas } from './support/oracle';
import { audit, test as base, expect } from './support/story';

const ADMIN = 'admin@hatang.example';
const NEW = { name: 'Phạm Thị Thu Trang', email: 'trang@pcquangninh.example' };
const PASSWORD = 'một mật khẩu dài dễ nhớ';

const test = base.extend<{ mail: MailServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the pattern
  mail: async ({}, use) => {
    const mail = await startMail();
    await use(mail);
    await mail.stop();
  },
  settings: async ({ mail }, use) => {
    await use({ HATANG__SMTP__URL: mail.url });
  },
});

test('a person is added, the letter comes back, is sent again, and the person logs in', async ({
  person,
  visitor,
  oracle,
  mail,
}) => {
  mail.refuse(NEW.email);
  const { page } = await person(ADMIN);
  // My work of an administrator links there too, once it knows that there are no tasks.
  const menu = page.getByRole('navigation', { name: 'Trình đơn chính' });
  await menu.getByRole('link', { name: 'Quản trị', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Người dùng' })).toBeVisible();
  await audit(page);
  await page.getByRole('button', { name: 'Thêm người dùng' }).click();
  const dialog = page.getByRole('dialog', { name: 'Thêm người dùng' });
  await dialog.getByLabel('Tên', { exact: true }).fill(NEW.name);
  await dialog.getByLabel('Thư điện tử').fill(NEW.email);
  await dialog.getByRole('button', { name: 'Thêm vai trò' }).click();
  await dialog.getByRole('combobox', { name: 'Đơn vị' }).fill('dien luc');
  await page.getByRole('option', { name: 'Công ty Điện lực Quảng Ninh' }).click();
  await dialog.getByLabel('Vai trò', { exact: true }).selectOption('owner_clerk');
  await audit(page);
  await dialog.getByRole('button', { name: 'Thêm người dùng' }).click();
  await expect(dialog).toContainText(`Thư mời đặt mật khẩu được gửi tới ${NEW.email}.`);
  await dialog.getByRole('button', { name: 'Đóng' }).last().click();

  await page.getByLabel('Tìm theo tên hoặc thư điện tử').fill('thu trang');
  await page.getByRole('link', { name: NEW.name }).click();
  await expect(page.getByRole('heading', { level: 1, name: NEW.name })).toBeVisible();
  await audit(page);

  const dead = () => oracle.list<Schemas['OutboxMessage']>(ADMIN, '/outbox', { status: 'dead' });
  await expect.poll(async () => (await dead()).length, { timeout: 30_000 }).toBe(1);
  await page.getByRole('link', { name: 'Người dùng' }).click();
  await page.getByRole('link', { name: 'Thư gửi đi' }).click();
  await page.getByLabel('Tình trạng').selectOption('dead');
  const letter = page.getByRole('row').filter({ hasText: NEW.email });
  await expect(letter).toContainText('550');
  await audit(page);
  mail.refuse(null);
  await letter.getByRole('button', { name: /^Gửi lại/ }).click();
  await expect(page.getByRole('status').filter({ hasText: '1 thư được xếp lại' })).toBeVisible();
  await expect.poll(() => mail.received(NEW.email).length, { timeout: 30_000 }).toBe(1);

  const link =
    /http:\/\/[^\s"<>]*\/set-password#[\w-]+/.exec(mail.received(NEW.email)[0] ?? '')?.[0] ?? '';
  const invited = await visitor();
  await invited.page.goto(link);
  await audit(invited.page);
  await invited.page.getByLabel('Mật khẩu mới').fill(PASSWORD);
  await invited.page.getByRole('button', { name: 'Đặt mật khẩu' }).click();
  await expect(invited.page.getByText('Đã đặt mật khẩu.')).toBeVisible();
  await invited.page.getByRole('link', { name: 'Đăng nhập' }).first().click();
  await invited.page.getByLabel('Thư điện tử').fill(NEW.email);
  await invited.page.getByLabel('Mật khẩu').fill(PASSWORD);
  await invited.page.getByRole('button', { name: 'Đăng nhập' }).click();
  await expect(invited.page.getByRole('heading', { level: 1, name: 'Việc của tôi' })).toBeVisible();
  await expect(invited.page.getByRole('button', { name: NEW.name })).toBeVisible();
});

test('an organisation is added, found and renamed', async ({ person }) => {
  const { page } = await person(ADMIN);
  // My work of an administrator links there too, once it knows that there are no tasks.
  const menu = page.getByRole('navigation', { name: 'Trình đơn chính' });
  await menu.getByRole('link', { name: 'Quản trị', exact: true }).click();
  await page.getByRole('link', { name: 'Tổ chức' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Tổ chức' })).toBeVisible();
  await audit(page);
  await page.getByRole('button', { name: 'Thêm tổ chức' }).click();
  const dialog = page.getByRole('dialog', { name: 'Thêm tổ chức' });
  await dialog.getByLabel('Loại tổ chức').selectOption('agency');
  await dialog.getByLabel('Tên tiếng Việt').fill('Sở Văn hóa và Thể thao Quảng Ninh');
  await dialog.getByLabel('Thư điện tử').fill('vanthu@sovhtt.example');
  await audit(page);
  await dialog.getByRole('button', { name: 'Thêm tổ chức' }).click();
  await expect(dialog).toBeHidden();

  await page.getByLabel('Tìm theo tên').fill('van hoa');
  await page.getByRole('link', { name: 'Sở Văn hóa và Thể thao Quảng Ninh' }).click();
  await page.getByLabel('Tên tiếng Anh').fill('Department of Culture and Sports');
  await page.getByRole('button', { name: 'Lưu' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Đã lưu.' })).toBeVisible();
  await audit(page);
});
