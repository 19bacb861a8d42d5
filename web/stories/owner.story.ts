// The seat of an owner of poles: the clerk of the power company takes requests to an offer, and the
// manager refuses one with a coded reason and its evidence.
import { pdf } from './support/files';
import {
  attach,
  backToCase,
  expectDone,
  finish,
  look,
  openAction,
  openCase,
  openTab,
  sendButton,
} from './support/form';
import { first } from './support/oracle';
import { audit, expect, test } from './support/story';

const CLERK = 'clerk@pcquangninh.example';
const MANAGER = 'manager@pcquangninh.example';
const GAP = { item: 'Sơ đồ tuyến', reason: 'Chưa thể hiện vị trí vượt đường' };

const submitted = { kind: 'sharing_request', state: 'submitted' };
const complete = { kind: 'sharing_request', state: 'complete' };

test('the clerk claims a task and asks for a supplement', async ({ person, oracle }) => {
  const body = { data: { items: [GAP] } };
  const asked = first(
    await oracle.casesFor(CLERK, submitted, 'request_supplement', body),
    'request that can be supplemented',
  );
  const { page } = await person(CLERK);
  await page.getByRole('link', { name: /^Chưa ai nhận/ }).click();
  await page.getByLabel('Lọc theo mã, tên').fill(asked.code);
  await expect(page.getByRole('row')).toHaveCount(2);
  await audit(page);
  await page.getByRole('button', { name: `Nhận ${asked.code}` }).click();
  await expect(page.getByText(`Đã nhận việc của ${asked.code}`)).toBeVisible();
  await page.getByRole('link', { name: /^Của tôi/ }).click();
  await page.getByRole('link', { name: asked.title }).click();
  await expect(page.locator('.case-head .code')).toHaveText(asked.code);
  await audit(page);

  await openAction(page, 'Yêu cầu bổ sung');
  const gap = (number: number) => page.getByRole('listitem').filter({ hasText: `Mục ${number}` });
  await gap(1).getByLabel('Còn thiếu gì').fill(GAP.item);
  // A part that is missing is named by the server, at its field.
  await page.getByRole('button', { name: 'Xem trước' }).click();
  const wrong = page.getByRole('alert');
  await expect(wrong).toBeFocused();
  await audit(page);
  await wrong.getByRole('link').click();
  await expect(gap(1).getByLabel('Vì sao cần')).toBeFocused();
  await gap(1).getByLabel('Vì sao cần').fill(GAP.reason);
  await page.getByRole('button', { name: 'Thêm mục' }).click();
  await gap(2).getByLabel('Còn thiếu gì').fill('Tính toán kết cấu');
  await gap(2).getByLabel('Vì sao cần').fill('Chưa có tải trọng gió cho cột góc');
  await look(page);
  await audit(page);
  await sendButton(page, 'Yêu cầu bổ sung').click();
  await expectDone(page, 'Yêu cầu bổ sung');
  await audit(page);
  await backToCase(page);
  await expect(page.locator('.case-state')).toContainText('Chờ bổ sung');
});

test('the clerk confirms a request and offers, and a double click sends once', async ({
  person,
  oracle,
}) => {
  const asked = first(
    await oracle.casesFor(CLERK, submitted, 'confirm_complete'),
    'request that can be confirmed',
  );
  const { page } = await person(CLERK);
  await openCase(page, asked);
  await openAction(page, 'Xác nhận hồ sơ hợp lệ');
  await finish(page, 'Xác nhận hồ sơ hợp lệ');
  await backToCase(page);

  await openAction(page, 'Chào phương án');
  await page.getByLabel('Giá thuê mỗi tháng (đồng)').fill('1.850.000');
  await expect(
    page.getByText('một triệu tám trăm năm mươi nghìn đồng', { exact: false }),
  ).toBeVisible();
  await page.getByLabel('Điều kiện').fill('Hợp đồng 5 năm');
  await page.getByRole('button', { name: 'Thêm hạng mục' }).click();
  await page.getByLabel('Tài sản').selectOption({ index: 1 });
  await page.getByLabel('Việc phải làm').fill('Thay xà, dời giá đỡ đèn chiếu sáng');
  await page.getByLabel('Dự toán chuẩn bị (đồng)').fill('18500000');
  await look(page);
  await audit(page);
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/actions/offer'))
      sent.push(request.headers()['idempotency-key'] ?? '');
  });
  await sendButton(page, 'Chào phương án').dblclick();
  await expectDone(page, 'Chào phương án');
  expect(new Set(sent).size, 'one key for everything that was sent').toBe(1);
  expect(await oracle.times(CLERK, asked.id, 'offer')).toBe(1);
  await backToCase(page);
  await expect(page.getByRole('main')).toContainText('1.850.000');
  await openTab(page, 'Nhật ký');
  await expect(page.getByRole('main')).toContainText('Vũ Thị Lan');
  await audit(page);
});

test('the manager refuses with a coded reason and its evidence', async ({ person, oracle }) => {
  const asked = first(
    await oracle.cases(MANAGER, { ...complete, stance: 'owner' }),
    'request that can be refused',
  );
  const { page } = await person(MANAGER);
  await openCase(page, asked);
  await openAction(page, 'Từ chối');
  await page.getByLabel('Lý do theo danh mục').selectOption({ label: 'An toàn' });
  await page
    .getByLabel('Giải thích cho người nhận')
    .fill('Hai cột đầu tuyến nứt dọc thân, không treo thêm cáp được.');
  // Without its evidence the reason is refused, with the place that is wrong.
  await page.getByRole('button', { name: 'Xem trước' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  const evidence = page.getByRole('group', { name: /^Chứng cứ 1/ });
  await evidence.getByText('Tải chứng cứ lên').first().click();
  await attach(evidence.locator('details').first(), pdf('bao-cao-ky-thuat.pdf'));
  await expect(page.getByLabel('Báo cáo kỹ thuật')).not.toHaveValue('');
  await audit(page);
  await finish(page, 'Từ chối');
  await backToCase(page);
  await expect(page.locator('.case-state')).toContainText('Bị từ chối');
  await expect(page.getByRole('main')).toContainText('Hai cột đầu tuyến nứt dọc thân');
  await expect(page.getByRole('link', { name: 'bao-cao-ky-thuat.pdf' })).toBeVisible();
  await audit(page);
});
