// The clerk of the power company without a mouse, and the same seat in English.
import { sendButton } from './support/form';
import { enter, tabTo, type } from './support/keyboard';
import { first } from './support/oracle';
import { audit, expect, PASSWORD, test } from './support/story';

const CLERK = 'clerk@pcquangninh.example';
const submitted = { kind: 'sharing_request', state: 'submitted' };
const gaps = { data: { items: [{ item: 'Sơ đồ', reason: 'Thiếu' }] } };

test('the clerk logs in, claims, asks for a supplement and offers with the keyboard only', async ({
  visitor,
  oracle,
}) => {
  test.setTimeout(120_000);
  const asked = first(
    await oracle.casesFor(CLERK, submitted, 'request_supplement', gaps),
    'request that can be supplemented',
  );
  const { page } = await visitor();
  const region = page.getByRole('region', { name: 'Bạn có thể' });
  await type(page, page.getByLabel('Thư điện tử'), CLERK);
  await type(page, page.getByLabel('Mật khẩu'), PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Việc của tôi' })).toBeVisible();

  await enter(page, page.getByRole('link', { name: /^Chưa ai nhận/ }));
  await type(page, page.getByLabel('Lọc theo mã, tên'), asked.code);
  await expect(page.getByRole('row')).toHaveCount(2);
  await enter(page, page.getByRole('button', { name: `Nhận ${asked.code}` }));
  await expect(page.getByText(`Đã nhận việc của ${asked.code}`)).toBeVisible();
  // The shortcut for the search, which is off while a field has the focus.
  await tabTo(page, page.getByRole('link', { name: /^Của tôi/ }));
  await page.keyboard.press('/');
  await page.keyboard.insertText(asked.code);
  await page.keyboard.press('Enter');
  await enter(page, page.getByRole('row').getByRole('link', { name: asked.title }));

  await enter(page, region.getByRole('link', { name: 'Yêu cầu bổ sung' }));
  await type(page, page.getByLabel('Còn thiếu gì'), 'Sơ đồ tuyến');
  await type(page, page.getByLabel('Vì sao cần'), 'Chưa thể hiện vị trí vượt đường');
  await enter(page, page.getByRole('button', { name: 'Xem trước' }));
  await enter(page, sendButton(page, 'Yêu cầu bổ sung'));
  const done = page.getByRole('heading', { level: 1, name: 'Đã thực hiện: Yêu cầu bổ sung' });
  await expect(done).toBeVisible();

  const other = first(
    await oracle.casesFor(CLERK, submitted, 'confirm_complete'),
    'request that can be confirmed',
  );
  const search = page.getByRole('searchbox', { name: 'Tìm hồ sơ theo mã hoặc tên' });
  await type(page, search, other.code);
  await page.keyboard.press('Enter');
  await enter(page, page.getByRole('row').getByRole('link', { name: other.title }));
  await enter(page, region.getByRole('link', { name: 'Xác nhận hồ sơ hợp lệ' }));
  await enter(page, page.getByRole('button', { name: 'Xem trước' }));
  await enter(page, sendButton(page, 'Xác nhận hồ sơ hợp lệ'));
  await enter(page, page.getByRole('link', { name: 'Về hồ sơ' }));
  await enter(page, region.getByRole('link', { name: 'Chào phương án' }));
  await type(page, page.getByLabel('Giá thuê mỗi tháng (đồng)'), '1250000');
  await type(page, page.getByLabel('Điều kiện'), 'Hợp đồng 5 năm.');
  await enter(page, page.getByRole('button', { name: 'Xem trước' }));
  await enter(page, sendButton(page, 'Chào phương án'));
  await expect(
    page.getByRole('heading', { level: 1, name: 'Đã thực hiện: Chào phương án' }),
  ).toBeVisible();
  expect(await oracle.times(CLERK, other.id, 'offer')).toBe(1);
});

test('the clerk confirms a request in English', async ({ person, oracle }) => {
  const asked = first(
    await oracle.casesFor(CLERK, submitted, 'confirm_complete'),
    'request that can be confirmed',
  );
  const { page } = await person(CLERK);
  await page.getByRole('button', { name: 'EN – English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('heading', { level: 1, name: 'My work' })).toBeVisible();
  await audit(page);
  const search = page.getByRole('searchbox', { name: 'Find a case by code or title' });
  await search.fill(asked.code);
  await search.press('Enter');
  await page.getByRole('row').getByRole('link', { name: asked.title }).click();
  await expect(page.locator('.case-state')).toContainText('Submitted');
  await page.getByRole('link', { name: 'Confirm completeness' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Confirm completeness' })).toBeVisible();
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByRole('main')).toContainText('Complete');
  await audit(page);
  await page.getByRole('button', { name: 'Send: Confirm completeness' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Done');
});
