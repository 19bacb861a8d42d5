import assert from 'node:assert/strict';
import test from 'node:test';
import { parsePosition, parseRoute, parseVertices, writtenDms } from '../src/map/coordinates';
import { mergedCounts } from '../src/map/counts';
import { areaOf, boundsOf, distance, lengthOf, middleOf, sliceOf, touches } from '../src/map/geo';
import { bandsFor, kindsOf, parseLayers, writtenLayers } from '../src/map/layers';
import { featuresOf } from '../src/map/own';
import { boundsAround, parseView, viewOf, writtenView } from '../src/map/view';
import { fromGrid, toGrid } from '../src/map/vn2000';

const near = (value: number, wanted: number, within: number): void =>
  assert.ok(Math.abs(value - wanted) <= within, `${value} is not ${wanted}`);

test('coordinates are read as people write them, in either order', () => {
  for (const typed of [
    '107,0885; 20,9567',
    '107.0885 20.9567',
    '107.0885, 20.9567',
    '107.0885,20.9567',
    '20.9567\t107.0885',
    '20°57′24.12″N 107°5′18.6″E',
    `107°05'18.6"E, 20°57'24.12"N`,
    '20 57 24.12 107 5 18.6',
    'B 20°57′24,12″ Đ 107°5′18,6″',
  ]) {
    assert.deepEqual(parsePosition(typed), [107.0885, 20.9567], typed);
  }
  for (const typed of [
    '',
    '107',
    '107; 200',
    'abc; 20',
    '20°61′0″N 107°0′0″E',
    '20°1′0″X 107°0′0″E',
    '1;2;3',
  ])
    assert.equal(parsePosition(typed), null, typed);
  // A western longitude stays one.
  assert.deepEqual(parsePosition('10°30′0″S 20°15′0″W'), [-20.25, -10.5]);
});

// Values of PROJ 9.1, as the tests of the server have them.
test('metres of VN-2000 are those of the server, there and back', () => {
  for (const [lon, lat, east, north] of [
    [107.0822, 20.9546, 430_358.4868, 2_318_074.7853],
    [107.9655, 21.5262, 522_128.7873, 2_381_226.5672],
  ] as const) {
    const grid = toGrid([lon, lat]);
    near(grid.east, east, 0.01);
    near(grid.north, north, 0.01);
    const back = fromGrid({ east, north });
    near(back[0], lon, 2e-8);
    near(back[1], lat, 2e-8);
    assert.deepEqual(parsePosition(`${north}; ${east}`), [lon, lat]);
    assert.deepEqual(parsePosition(`${east} ${north}`), [lon, lat]);
  }
  assert.equal(parsePosition('430358; 12'), null);
});

test('coordinates are written so that no part becomes 60', () => {
  assert.equal(writtenDms([107.0885, 20.9567]), '20°57′24.1″N 107°05′18.6″E');
  assert.equal(writtenDms([107.999999, 20.9999999]), '21°00′00.0″N 108°00′00.0″E');
  assert.equal(writtenDms([-0.5, -1]), '1°00′00.0″S 0°30′00.0″W');
});

test('a route is read from vertices, GeoJSON and KML', () => {
  const line = [
    [107, 21],
    [107.1, 21],
  ];
  const string = { type: 'LineString', coordinates: line };
  assert.deepEqual(parseRoute('107; 21\n107,1; 21'), line);
  assert.deepEqual(parseRoute(JSON.stringify(string)), line);
  assert.deepEqual(parseRoute(JSON.stringify({ type: 'Feature', geometry: string })), line);
  const collection = {
    type: 'FeatureCollection',
    features: [
      { type: 'Feature', geometry: { type: 'Point', coordinates: [1, 2] } },
      {
        type: 'Feature',
        geometry: { type: 'MultiLineString', coordinates: [[[1, 1]], line] },
      },
    ],
  };
  assert.deepEqual(parseRoute(JSON.stringify(collection)), line);
  assert.deepEqual(
    parseRoute(
      '<kml><LineString><coordinates>107,21,0 107.1,21,0</coordinates></LineString></kml>',
    ),
    line,
  );
  for (const wrong of ['', '107; 21', '{', '{"type":"Point","coordinates":[1,2]}', '<kml/>'])
    assert.equal(parseRoute(wrong), null, wrong);
  assert.equal(
    parseRoute('{"type":"LineString","coordinates":[[2300000,400000],[2300001,400001]]}'),
    null,
    'coordinates of a projection are no degrees',
  );
  assert.deepEqual(parseVertices('\n'), []);
});

test('lengths and areas are those on the ground', () => {
  // A degree of latitude, and one of longitude at 21° north.
  near(distance([107, 21], [107, 22]), 111_195, 1);
  near(distance([107, 21], [108, 21]), 103_809, 10);
  near(
    lengthOf([
      [107, 21],
      [107, 21.001],
      [107.001, 21.001],
    ]),
    111.2 + 103.8,
    0.2,
  );
  near(
    areaOf([
      [107, 21],
      [107.001, 21],
      [107.001, 21.001],
      [107, 21.001],
    ]),
    11_543,
    10,
  );
  assert.equal(
    areaOf([
      [107, 21],
      [108, 21],
    ]),
    0,
  );
});

test('a section of a route is cut at its distances', () => {
  const route = [
    [107, 21],
    [107, 21.001],
    [107, 21.002],
  ] as const;
  const slice = sliceOf(route, 50, 150);
  assert.equal(slice[0]?.[0], 107);
  near(lengthOf(slice), 100, 0.1);
  near(lengthOf(sliceOf(route, 0, 1_000_000)), lengthOf(route), 0.001);
  assert.deepEqual(sliceOf([], 0, 10), []);
});

test('boxes and middles of geometries', () => {
  const line = {
    type: 'LineString' as const,
    coordinates: [
      [1, 1],
      [3, 5],
    ],
  };
  assert.deepEqual(
    boundsOf([
      [1, 1],
      [3, 5],
    ]),
    [1, 1, 3, 5],
  );
  assert.equal(boundsOf([]), null);
  assert.deepEqual(middleOf(line), [2, 3]);
  assert.equal(touches(line, [2, 2, 4, 4]), true);
  assert.equal(touches(line, [3.5, 0, 4, 9]), false);
});

test('the view and the layers stand in the address', () => {
  const view = { centre: [107.0885, 20.9567] as const, zoom: 15.25 };
  assert.deepEqual(parseView(writtenView(view)), view);
  const around = boundsAround(view);
  assert.ok(around[0] < 107.0885 && around[3] > 20.9567);
  near(viewOf(around).zoom, view.zoom, 0.2);
  for (const wrong of [undefined, '', '1,2', '200,1,5', '1,2,99', 'a,b,c'])
    assert.equal(parseView(wrong), null);
  assert.equal(writtenLayers(parseLayers(undefined)), undefined);
  assert.deepEqual(parseLayers(writtenLayers(['works', 'poles'])), ['poles', 'works']);
  assert.deepEqual(parseLayers(writtenLayers([])), []);
  assert.ok(kindsOf(['ducts']).includes('manhole'));
});

test('a band is left out only when no unit of it has that many', () => {
  const unit = {
    id: 'u',
    title: '',
    nature: 'slot' as const,
    max: 9,
    bands: { few: 1, some: 3, many: 6 },
  };
  const kinds = [{ id: 'k', title: '', shapes: [], attributes: [], units: [unit] }];
  assert.deepEqual(bandsFor(0, kinds), ['many', 'some', 'few', 'none']);
  assert.deepEqual(bandsFor(1, kinds), ['many', 'some', 'few']);
  assert.deepEqual(bandsFor(3, kinds), ['many', 'some']);
  assert.deepEqual(bandsFor(6, kinds), ['many']);
  assert.deepEqual(bandsFor(2, []), ['many', 'some', 'few']);
});

test('counts that would overlap are summed once', () => {
  const at = [107, 21] as const;
  const places = [
    { at, kind: 'pole', count: 10 },
    { at, kind: 'pole', count: 10 },
    { at, kind: 'manhole', count: 5 },
    { at: [108, 21] as const, kind: 'pole', count: 1 },
  ];
  assert.deepEqual(mergedCounts(places, 8), [
    { at, count: 15 },
    { at: [108, 21], count: 1 },
  ]);
  assert.deepEqual(mergedCounts(places, 2), [{ at, count: 16 }]);
});

test('what a page draws has a role each', () => {
  const roles = featuresOf({
    route: [
      [1, 1],
      [2, 2],
    ],
    gaps: [
      [
        [1, 1],
        [1.5, 1.5],
      ],
    ],
    elements: [{ type: 'Point', coordinates: [1, 1] }],
    marker: [3, 3],
  }).map(({ properties }) => properties.role);
  assert.deepEqual(roles, ['route', 'route-vertex', 'route-vertex', 'gap', 'element', 'marker']);
  assert.deepEqual(featuresOf({}), []);
});
