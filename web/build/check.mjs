// Runs every check that needs no browser: types, format and lint, pure functions, tidiness.
// `node build/check.mjs tests` runs one of them.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, writeTypes } from './types.mjs';

await writeTypes();
const tests = readdirSync(join(root, 'tests'))
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join('tests', name));
const node = process.execPath;
const steps = {
  types: [node, join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '--noEmit'],
  lint: [join(root, 'node_modules', '.bin', 'biome'), 'ci', '.'],
  tests: [node, '--import', './build/typescript.mjs', '--test', '--test-reporter=spec', ...tests],
};
const wanted = process.argv.slice(2);
for (const [title, [command, ...args]] of Object.entries(steps)) {
  if (wanted.length > 0 && !wanted.includes(title)) continue;
  console.log(`web: ${title}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
