import assert from 'node:assert/strict';
import test from 'node:test';
import {
  parsePosition,
  parseRoute,
  parseVertices,
  systemOf,
  writtenVertices,
} from '../src/map/coordinates';
import { writtenMetres } from '../src/map/metres';
import { positionOfVn2000, vn2000Of } from '../src/map/vn2000';

// The first two stand in the server's tests too: `echo LON LAT | cs2cs -d 5 OGC:CRS84 EPSG:5899`.
const KNOWN = [
  [107.0822, 20.9546, 430_358.48676, 2_318_074.78532],
  [107.9655, 21.5262, 522_128.7873, 2_381_226.56721],
  [106.4, 20.6, 359_078.96892, 2_279_258.26035],
  [108.2, 21.7, 546_365.5034, 2_400_520.80501],
  [107.75, 21, 499_804.90723, 2_322_956.06582],
  [105.5, 8, 251_720.53693, 885_354.70138],
  [110, 23.5, 729_638.88958, 2_601_562.05084],
] as const;

const near = (value: number | undefined, wanted: number, within: number): void =>
  assert.ok(Math.abs((value ?? Number.NaN) - wanted) <= within, `${value} is not ${wanted}`);

test('positions come where PROJ puts them', () => {
  for (const [lon, lat, east, north] of KNOWN) {
    const there = vn2000Of([lon, lat]);
    near(there[0], east, 0.001);
    near(there[1], north, 0.001);
  }
});

test('VN-2000 coordinates come where PROJ puts them, to less than a millimetre', () => {
  // `echo EAST NORTH | cs2cs -d 10 EPSG:5899 OGC:CRS84`
  const known = [
    [430_358.4868, 2_318_074.7853, 107.082_200_006_5, 20.954_599_996_6],
    [450_000, 2_300_000, 107.271_584_855_7, 20.791_969_359_5],
  ] as const;
  for (const [east, north, lon, lat] of known) {
    const back = positionOfVn2000([east, north]);
    near(back[0], lon, 5e-9);
    near(back[1], lat, 5e-9);
  }
});

test('there and back is the same place within a centimetre', () => {
  for (let lon = 102; lon <= 112; lon += 0.5)
    for (let lat = 8; lat <= 23.5; lat += 0.5) {
      const back = positionOfVn2000(vn2000Of([lon, lat]));
      near(back[0], lon, 2e-8);
      near(back[1], lat, 2e-8);
    }
});

test('metres are read in either order and with any marks', () => {
  for (const typed of [
    '430358.49; 2318074.79',
    '2318074.79 430358.49',
    '2318074,79\t430358,49',
    '430358.49, 2318074.79',
    'X = 2318074.79; Y = 430358.49',
    'X: 2318074,79 Y: 430358,49',
    'E 430358.49 N 2318074.79',
    '2.318.074,79; 430.358,49',
    '2,318,074.79; 430,358.49',
    'VN-2000 430358,49; 2318074,79',
  ]) {
    const [lon, lat] = parsePosition(typed) ?? [];
    near(lon, 107.0822, 2e-7);
    near(lat, 20.9546, 2e-7);
    assert.equal(systemOf(typed), 'vn2000', typed);
  }
  assert.deepEqual(parsePosition('430358,2318074')?.map(Math.floor), [107, 20]);
  // Another zone, a place outside Viet Nam, one number, letters that say something else.
  for (const typed of ['2318074.79', '430358.49; 1', '18430358; 2318074', 'A 430358 B 2318074'])
    assert.equal(parsePosition(typed), null, typed);
  assert.equal(systemOf('107; 21'), 'wgs84');
  assert.equal(systemOf(''), null);
});

test('vertices keep their centimetres in VN-2000', () => {
  const typed = '430358.49; 2318074.79\n430400.01; 2318100.02';
  const line = parseVertices(typed) ?? [];
  assert.equal(writtenVertices(line, 'vn2000'), typed);
  assert.equal(parseRoute(typed)?.length, 2);
  // Both systems in one text.
  assert.equal(parseVertices('430358.49; 2318074.79\n107,1; 21')?.length, 2);
  assert.equal(writtenMetres([107.0822, 20.9546], 'vi'), 'Y 430.358,49 · X 2.318.074,79');
  assert.equal(writtenMetres([107.0822, 20.9546], 'en'), 'Y 430,358.49 · X 2,318,074.79');
});
