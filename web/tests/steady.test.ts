import assert from 'node:assert/strict';
import test from 'node:test';
import { merged } from '../src/work/steady';

const row = (id: string, version = 1) => ({ id, version });

test('rows keep their places: those that left stay, new ones come last', () => {
  const before = [row('a'), row('b'), row('c')];
  assert.deepEqual(merged(before, [row('d'), row('c', 2), row('a')]), [
    row('a'),
    row('b'),
    row('c', 2),
    row('d'),
  ]);
  assert.deepEqual(merged([], [row('b'), row('a')]), [row('b'), row('a')]);
  assert.deepEqual(merged(before, []), before);
});
