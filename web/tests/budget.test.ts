// Bytes of the built app against stories/checks/budget.json. Without a build there is nothing to
// measure.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

interface Chunk {
  file: string;
  css?: string[];
  imports?: string[];
  isEntry?: boolean;
  isDynamicEntry?: boolean;
}

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const manifest = join(dist, '.vite', 'manifest.json');
const budget = JSON.parse(
  readFileSync(join(root, 'stories', 'checks', 'budget.json'), 'utf8'),
) as Record<'first_load_bytes' | 'page_bytes' | 'map_bytes' | 'drawing_bytes', number>;

function filesOf(
  chunks: Record<string, Chunk>,
  key: string,
  seen = new Set<string>(),
): Set<string> {
  const chunk = chunks[key];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const style of chunk.css ?? []) seen.add(style);
  for (const next of chunk.imports ?? []) filesOf(chunks, next, seen);
  return seen;
}

const packed = (files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + statSync(join(dist, `${file}.gz`)).size, 0);

/** Files of the map's worker, which no chunk imports. */
const workers = (): string[] =>
  readdirSync(join(dist, 'assets'))
    .filter((name) => /^maplibre-gl-worker-.*\.js$/.test(name))
    .map((name) => `assets/${name}`);

/** The limit of a chunk: the map and the drawing library are loaded when they are used. */
function limitOf(key: string): { most: number; files: string[] } {
  if (key.endsWith('map/MapCanvas.tsx')) return { most: budget.map_bytes, files: workers() };
  if (key.includes('terra-draw')) return { most: budget.drawing_bytes, files: [] };
  return { most: budget.page_bytes, files: [] };
}

const skip = existsSync(manifest) ? false : 'the app is not built';

test('the app stays within its budget of bytes', { skip }, () => {
  const chunks = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, Chunk>;
  const page = readFileSync(join(dist, 'index.html'), 'utf8');
  const shell = new Set([...page.matchAll(/"\/(assets\/[^"]+)"/g)].map(([, file]) => file ?? ''));
  assert.ok(shell.size > 1, 'index.html names its files');
  const first = packed(shell) + statSync(join(dist, 'index.html.gz')).size;
  assert.ok(first <= budget.first_load_bytes, `first load of My work: ${first} bytes`);
  for (const [key, { isDynamicEntry }] of Object.entries(chunks)) {
    if (!isDynamicEntry) continue;
    const own = [...filesOf(chunks, key)].filter((file) => !shell.has(file));
    const { most, files } = limitOf(key);
    const bytes = packed([...own, ...files]);
    assert.ok(bytes <= most, `${key}: ${bytes} bytes`);
  }
});
