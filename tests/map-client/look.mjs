// Opens the map in a browser, moves it to the views from standard input, and writes the counts to
// standard output. See README.md.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const installed = resolve(process.env.MAP_CLIENT ?? join(here, '../../target/tools/map-client'));
const require = createRequire(join(installed, 'package.json'));
const esbuild = require('esbuild');
const { chromium } = require('playwright-core');

const wish = JSON.parse(readFileSync(0, 'utf8'));
const [wide, high] = wish.size ?? [900, 620];
const built = await esbuild.build({
  entryPoints: [join(here, 'map.js')], bundle: true, write: false, format: 'iife', nodePaths: [join(installed, 'node_modules')], logLevel: 'error',
});
const page_text = '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Hatang</title><link rel="icon" href="data:,">'
  + '<style>html,body,#map{margin:0;width:100%;height:100%;background:#dbe7ee}</style><div id="map"></div><script src="/map-client/map.js"></script></html>';

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const said = { views: [], errors: [], tiles: 0 };
try {
  const page = await browser.newPage({ viewport: { width: wide, height: high } });
  page.on('console', (message) => { if (message.type() === 'error') said.errors.push(message.text()); });
  page.on('pageerror', (error) => said.errors.push(String(error)));
  page.on('response', (answer) => {
    if (answer.status() >= 400) said.errors.push(`${answer.status()} ${answer.url()}`);
    if (answer.url().includes('/tiles/')) said.tiles += 1;
  });
  await page.route('**/map-client/', (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: page_text }));
  await page.route('**/map-client/map.js', (route) => route.fulfill({ contentType: 'text/javascript; charset=utf-8', body: built.outputFiles[0].text }));
  await page.goto(`${wish.server}/map-client/`);
  await page.evaluate((first) => window.open_map(first), { token: wish.token, ...wish.views[0] });
  for (const view of wish.views) {
    await page.evaluate((place) => window.go(place), view);
    const read = view.read ? await page.evaluate((how) => window.read(how), { token: wish.token }) : undefined;
    said.views.push({ ...await page.evaluate(() => window.shown()), read });
    if (view.picture) await page.screenshot({ path: view.picture });
  }
} finally {
  await browser.close();
}
process.stdout.write(`${JSON.stringify(said)}\n`);
