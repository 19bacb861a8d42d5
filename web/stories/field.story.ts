// A surveyor in the field with a phone corrects an asset; its owner takes the correction over.
import { png } from './support/files';
import { audit, expect, test } from './support/story';

const POLE = 'QN-POL-THD-049';
const PHONE = { width: 390, height: 844 };

test('a correction from a phone is taken over by the owner', async ({ person }) => {
  test.setTimeout(150_000);
  const { page, context } = await person('planner@mobifone.example');
  await page.setViewportSize(PHONE);
  await context.grantPermissions(['geolocation']);
  await context.setGeolocation({ latitude: 20.95805, longitude: 107.09263, accuracy: 3 });
  await page.goto(`/assets?q=${POLE}`);
  await page.getByRole('link', { name: POLE }).click();
  await expect(page.getByRole('heading', { level: 1, name: POLE })).toBeVisible();
  await page.getByRole('link', { name: 'Đính chính', exact: true }).click();
  await page.getByLabel('Chụp hoặc chọn ảnh').setInputFiles(png('cot-049.png'));
  await expect(page.getByRole('button', { name: 'Bỏ cot-049.png' })).toBeVisible();
  await page.getByRole('button', { name: 'Lấy vị trí của máy' }).click();
  await expect(page.getByLabel('Vị trí đo được')).toHaveValue('107.0926300; 20.9580500');
  await expect(page.getByLabel('Sai số của phép đo')).toHaveValue('3');
  await page.getByLabel('Thiết bị đo').fill('Điện thoại');
  await page.getByLabel('Chiều cao').fill('9,2');
  await page.getByLabel('Ghi chú').last().fill('Cột nghiêng về phía đường');
  await audit(page);
  // What was typed outlives a closed page; the photo too.
  await page.reload();
  await expect(page.getByLabel('Chiều cao')).toHaveValue('9,2');
  await expect(page.getByRole('button', { name: 'Bỏ cot-049.png' })).toBeVisible();
  await page.getByRole('button', { name: 'Gửi đính chính' }).click();
  await expect(page.getByText('Chờ chủ sở hữu trả lời')).toBeVisible();

  const owner = (await person('clerk@pcquangninh.example')).page;
  await owner.goto('/corrections');
  await owner.getByLabel('Trạng thái').selectOption({ label: 'Chờ chủ sở hữu trả lời' });
  await expect(owner).toHaveURL(/status=proposed/);
  await expect(owner.getByRole('row').filter({ hasText: POLE })).toContainText('1 ảnh');
  await audit(owner);
  await owner.getByRole('link', { name: `Mở đính chính của ${POLE}` }).click();
  const compared = owner.getByRole('region', { name: 'So sánh' });
  await expect(compared.getByRole('row').filter({ hasText: 'Chiều cao' })).toContainText('9,2 m');
  await expect(compared.getByRole('row').filter({ hasText: 'Vị trí' })).toContainText(
    /cách [\d,]+ m/,
  );
  await expect(owner.locator('.map-canvas[data-idle]')).toBeAttached();
  await audit(owner);
  await owner.getByRole('button', { name: 'Chấp nhận đính chính' }).click();
  await expect(owner.getByText('Nội dung đề nghị đã được ghi vào hồ sơ tài sản')).toBeVisible();
  await owner.getByRole('link', { name: POLE, exact: true }).click();
  await expect(owner.getByRole('region', { name: 'Lịch sử phiên bản' })).toContainText('→ 9,2 m');

  // The surveyor reads the answer.
  await page.goto('/corrections?status=accepted');
  await expect(page.getByRole('link', { name: `Mở đính chính của ${POLE}` })).toBeVisible();
});

test('an owner rejects a correction with its reason', async ({ person }) => {
  const { page } = await person('planner@viettel.example');
  await page.goto('/assets?q=QN-POL-THD-040');
  await page.getByRole('link', { name: 'QN-POL-THD-040' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'QN-POL-THD-040' })).toBeVisible();
  await page.getByRole('link', { name: 'Đính chính', exact: true }).click();
  await page.getByLabel('Chụp hoặc chọn ảnh').setInputFiles(png('cot.png'));
  await expect(page.getByRole('button', { name: 'Bỏ cot.png' })).toBeVisible();
  await page.getByLabel('Chiều cao').fill('12');
  await page.getByRole('button', { name: 'Gửi đính chính' }).click();
  await expect(page.getByText('Chờ chủ sở hữu trả lời')).toBeVisible();

  const owner = (await person('manager@pcquangninh.example')).page;
  await owner.goto('/corrections?status=proposed');
  await owner.getByRole('link', { name: 'Mở đính chính của QN-POL-THD-040' }).click();
  await owner.getByRole('button', { name: 'Từ chối…' }).click();
  await owner.getByLabel('Lý do từ chối').fill('Đã đo lại: cột cao 8,5 m');
  await owner.getByRole('button', { name: 'Từ chối đính chính' }).click();
  await expect(owner.getByText('Người khảo sát nhận được lý do')).toBeVisible();
  await page.goto('/corrections?status=refused');
  await page.getByRole('link', { name: 'Mở đính chính của QN-POL-THD-040' }).click();
  await expect(page.getByText('Đã đo lại: cột cao 8,5 m')).toBeVisible();
});
