// What a browser loads before My work shows its rows: bytes and requests, with a cold cache.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './support/story';

const budget = JSON.parse(readFileSync(join(import.meta.dirname, 'checks', 'budget.json'), 'utf8'));

test('my work loads within its budget', async ({ person }) => {
  const { page, context } = await person('clerk@pcquangninh.example');
  await expect(page.getByRole('heading', { level: 1, name: 'Việc của tôi' })).toBeVisible();

  // The next visit of the same person, with nothing in the cache.
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const requests: string[] = [];
  let bytes = 0;
  session.on('Network.requestWillBeSent', ({ request }) => {
    if (!request.url.startsWith('data:')) requests.push(new URL(request.url).pathname);
  });
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto('/work?queue=open');
  await expect(page.getByRole('table').locator('tbody tr').first()).toBeVisible();
  const before = requests.filter((path) => !path.endsWith('/stream'));
  const files = before.filter((path) => !path.startsWith('/api/'));
  const reads = before.filter((path) => path.startsWith('/api/'));
  expect(reads.length, reads.join(' ')).toBeLessThanOrEqual(budget.requests_before_rows);
  expect(files.length, files.join(' ')).toBeLessThanOrEqual(budget.files_before_rows);
  expect(bytes).toBeLessThanOrEqual(budget.first_load_bytes);
  await context.close();
});
