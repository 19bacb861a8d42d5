import assert from 'node:assert/strict';
import test from 'node:test';
import { placeOf, pointsOf } from '../src/cases/form/places';
import { compact, editable, listOf, withMember } from '../src/cases/form/values';
import { textsIn } from '../src/cases/form/written';

test('what is sent has no empty texts and no empty members', () => {
  assert.deepEqual(compact({ item: ' Bản vẽ ', reason: '', list: ['', 'a', null], on: true }), {
    item: 'Bản vẽ',
    list: ['a'],
    on: true,
  });
  assert.equal(compact('Hạ'.normalize('NFD')), 'Hạ');
  assert.equal(compact('  '), undefined);
  assert.deepEqual(editable({ a: null, b: [{ c: null, d: 1 }] }), { b: [{ d: 1 }] });
});

test('members and lists of an old draft of another shape do no harm', () => {
  assert.deepEqual(listOf('text'), []);
  assert.deepEqual(withMember({ a: 1, b: 2 }, 'a', undefined), { b: 2 });
  assert.deepEqual(withMember({}, 'a', ''), {});
});

test('a place keeps its shape', () => {
  const ring = [
    [1, 1],
    [2, 1],
    [2, 2],
  ] as const;
  assert.deepEqual(placeOf(ring, 'Polygon'), {
    type: 'Polygon',
    coordinates: [
      [
        [1, 1],
        [2, 1],
        [2, 2],
        [1, 1],
      ],
    ],
  });
  assert.deepEqual(placeOf([[1, 2]], 'LineString'), { type: 'Point', coordinates: [1, 2] });
  assert.equal(placeOf([], 'Point'), undefined);
  assert.deepEqual(pointsOf(placeOf(ring, 'LineString')), ring);
  assert.deepEqual(pointsOf(placeOf([[1, 2]], 'Point')), [[1, 2]]);
  assert.deepEqual(pointsOf(undefined), []);
});

test('what was typed is told without the ids of things', () => {
  const value = {
    code: 'FULL',
    explanation: 'Hết chỗ',
    evidence: { photo: '01a03b79-4b40-70d5-8c78-cc088626188a', on: '2026-12-14', share: 12.5 },
  };
  assert.deepEqual(textsIn([value], 'vi'), ['FULL', 'Hết chỗ', 'Thứ Hai 14/12/2026', '12,5']);
  assert.deepEqual(textsIn(undefined, 'vi'), []);
});
