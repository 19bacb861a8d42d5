// Published works: which of them a filter leaves, and how far they are.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { PublicWorks } from '../src/api/public';
import type { Geometry } from '../src/map/geo';
import { circleAround, distanceTo, isInside, reachesInto } from '../src/map/near';
import { writtenDistance } from '../src/public/distance';
import { endOf, findWorks, parsePlace, writtenPlace } from '../src/public/works';
import { publicWords } from '../src/words/public';

const line = (...coordinates: [number, number][]): Geometry => ({
  type: 'LineString',
  coordinates,
});
const square: Geometry = {
  type: 'Polygon',
  coordinates: [
    [
      [107, 21],
      [107.1, 21],
      [107.1, 21.1],
      [107, 21.1],
      [107, 21],
    ],
  ],
};

const works = (code: string, place: Geometry | null, more: Partial<PublicWorks> = {}) => ({
  code,
  title: 'Cống bể Trần Phú',
  initiator: 'VNPT',
  description: 'Rãnh 0,6 m',
  address: 'Đường Trần Phú',
  contact: '',
  state: 'published',
  state_title: '',
  starts_on: '2027-01-14',
  duration_days: 45,
  join_until: null,
  place,
  ...more,
});

const all = [
  works('C', line([107.02, 21.02], [107.03, 21.02])),
  works('B', line([106.9, 21.05], [107.2, 21.05]), { starts_on: '2026-12-20' }),
  works('A', { type: 'Point', coordinates: [108, 21] }, { title: 'Sửa gấp Lê Lợi', address: null }),
  works('D', null, { starts_on: null, duration_days: null }),
];
const nothing = { q: undefined, area: undefined, near: undefined, within: 500 };
const codes = (filter: Partial<Parameters<typeof findWorks>[1]>): string =>
  findWorks(all, { ...nothing, ...filter })
    .map((one) => one.works.code)
    .join('');

test('works stand in the order in which they begin', () => {
  assert.equal(codes({}), 'BACD');
});

test('text is found without accents, and works without a place are in no area', () => {
  assert.equal(codes({ q: 'tran phu' }), 'BCD');
  assert.equal(codes({ q: 'le loi' }), 'A');
  assert.equal(codes({ area: square }), 'BC');
});

test('around a place the nearest works come first', () => {
  const found = findWorks(all, { ...nothing, near: [107.025, 21.021], within: 5000 });
  assert.deepEqual(
    found.map((one) => one.works.code),
    ['C', 'B'],
  );
  assert.ok(Math.abs((found[0]?.metres ?? 0) - 111) < 1);
});

test('shapes and areas', () => {
  assert.ok(isInside([107.05, 21.05], square));
  assert.ok(!isInside([107.2, 21.05], square));
  assert.ok(reachesInto(line([106.9, 21.05], [107.2, 21.05]), square), 'through, no vertex inside');
  assert.ok(!reachesInto(line([106.9, 21.2], [107.2, 21.2]), square));
  assert.equal(distanceTo(square, [107.05, 21.05]), 0);
  const circle = circleAround([107, 21], 1000);
  for (const [lon, lat] of circle.type === 'Polygon' ? (circle.coordinates[0] ?? []) : [])
    assert.ok(
      Math.abs(distanceTo({ type: 'Point', coordinates: [lon ?? 0, lat ?? 0] }, [107, 21]) - 1000) <
        2,
    );
});

test('places, ends and distances in writing', () => {
  assert.deepEqual(parsePlace(writtenPlace([107.0201, 20.9515])), [107.0201, 20.9515]);
  assert.equal(parsePlace('107.0201'), undefined);
  assert.equal(parsePlace('a,b'), undefined);
  assert.equal(endOf(works('E', null)), '2027-02-27');
  assert.equal(endOf(works('E', null, { duration_days: null })), null);
  assert.equal(writtenDistance(487, publicWords('vi'), 'vi'), '490 m');
  assert.equal(writtenDistance(1540, publicWords('vi'), 'vi'), '1,5 km');
  assert.equal(writtenDistance(998, publicWords('en'), 'en'), '1 km');
});
