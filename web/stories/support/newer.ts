// While the app is being written: the pages of `HATANG_DIST`, a newer `dist/`, instead of those
// that the server embeds. Its headers, and with them its policy, stay in force. CI sets no such
// folder.
import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { BrowserContext } from '@playwright/test';

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export async function serveNewer(context: BrowserContext, origin: string): Promise<void> {
  const folder = process.env.HATANG_DIST;
  if (!folder) return;
  await context.route(`${origin}/**`, async (route) => {
    const request = route.request();
    const { pathname } = new URL(request.url());
    const file = join(folder, pathname);
    const type = TYPES[extname(pathname)];
    if (type && existsSync(file)) {
      await route.fulfill({ contentType: type, body: readFileSync(file) });
    } else if (request.isNavigationRequest() && !pathname.startsWith('/api/')) {
      const response = await route.fetch();
      const theirs = await response.body();
      // Pages that the server writes itself are no pages of the app.
      const isApp = theirs.includes('id="app"');
      const body = isApp ? readFileSync(join(folder, 'index.html')) : theirs;
      await route.fulfill({ response, body });
    } else {
      await route.continue();
    }
  });
}
