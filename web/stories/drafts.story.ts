// A draft without any content has no code, and the person who opened it deletes it.
import { audit, expect, test } from './support/story';

test('an empty draft is deleted', async ({ person }) => {
  const { page } = await person('planner@viettel.example');
  await page.goto('/cases');
  const id = await page.evaluate(async () => {
    const headers = { 'Content-Type': 'application/json' };
    const opened = await fetch('/api/v1/sharing-requests', { method: 'POST', headers, body: '{}' });
    const { id }: { id: string } = await opened.json();
    return id;
  });
  await page.goto(`/cases/${id}`);
  await expect(page.locator('.case-head .code')).toHaveText('Nháp');
  await page.getByRole('button', { name: 'Xóa nháp' }).click();
  const question = page.getByRole('alertdialog', { name: 'Xóa bản nháp này?' });
  await audit(page);
  await question.getByRole('button', { name: 'Hủy' }).click();
  await expect(question).toBeHidden();
  await page.getByRole('button', { name: 'Xóa nháp' }).click();
  await question.getByRole('button', { name: 'Xóa nháp' }).click();
  await expect(page).toHaveURL(/\/cases$/);
  await expect(page.locator(`a[href="/cases/${id}"]`)).toHaveCount(0);
});
