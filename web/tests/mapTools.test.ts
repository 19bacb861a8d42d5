import assert from 'node:assert/strict';
import test from 'node:test';
import { type AssetFeature, filterOf } from '../src/api/features';
import { caseLayers, layerIdsOf, layersOf } from '../src/map/caseLayers';
import { boundsOfCircle, parseCircle, ringOf, writtenCircle } from '../src/map/circle';
import { distance } from '../src/map/geo';
import type { CaseLayer } from '../src/map/layers';
import { featuresOf } from '../src/map/own';
import { paletteOf } from '../src/map/palette';
import type { Shown } from '../src/map/style';
import { cellOf, csvOf, wktOf } from '../src/register/csv';
import { barOf, scaleOf } from '../src/register/scale';
import { map } from '../src/words/vi/map';

test('a circle stands in the address and has its radius on the ground', () => {
  const circle = { centre: [107.0885, 20.9567] as const, radius: 200 };
  assert.deepEqual(parseCircle(writtenCircle(circle)), circle);
  for (const at of ringOf(circle)) {
    const metres = distance(circle.centre, at);
    assert.ok(Math.abs(metres - 200) < 0.5, String(metres));
  }
  const [west, south, east, north] = boundsOfCircle(circle);
  assert.ok(west < 107.0885 && east > 107.0885 && south < 20.9567 && north > 20.9567);
  for (const wrong of [undefined, '', '1,2', '1,2,0', '1,2,99999', '200,1,5', 'a,b,c'])
    assert.equal(parseCircle(wrong), null);
});

test('another way and a circle have a role each', () => {
  const roles = featuresOf({
    circle: { centre: [107, 21], radius: 10 },
    alternative: [
      [
        [1, 1],
        [2, 2],
      ],
    ],
    fresh: [[3, 3]],
  }).map(({ properties }) => properties.role);
  assert.deepEqual(roles, ['circle', 'alternative', 'fresh']);
});

const shown = (layer: CaseLayer): Shown => ({ layers: [layer], bands: [], owner: undefined });

test('layers of cases belong to the tiles of cases and are drawn on demand', () => {
  const palette = paletteOf('light');
  const ids = caseLayers(palette, shown('works')).map(({ id }) => id);
  assert.ok(!ids.some((id) => id.startsWith('cases')));
  const cases = layersOf('cases', palette, shown('cases'));
  assert.deepEqual(
    cases.map(({ id }) => id),
    layerIdsOf('cases'),
  );
  for (const layer of cases) {
    assert.ok('source' in layer && layer.source === 'cases');
    assert.equal(layer.layout?.visibility, 'visible');
  }
});

test('the scale of a printed map is a round number, its bar a part of the width', () => {
  assert.equal(scaleOf(1000), 5500);
  assert.equal(scaleOf(91_000), 500_000);
  assert.equal(barOf(1000), 200);
  assert.equal(barOf(1600), 500);
  assert.equal(barOf(320), 100);
});

test('a table of assets has both coordinate systems and no formulas', () => {
  const feature: AssetFeature = {
    type: 'Feature',
    id: '1',
    geometry: { type: 'Point', coordinates: [107.0822, 20.9546] },
    properties: {
      code: '=1+1',
      kind: 'pole',
      owner: 'Công ty "Điện", Hạ Long',
      lifecycle: 'in_service',
      free_band: 'some',
      area_name: null,
    },
  };
  const text = csvOf([feature], map.download.columns, (_list, id) => id);
  const [head, row] = text.split('\r\n');
  assert.ok(head?.startsWith('\ufeffMã,Loại'));
  assert.equal(
    row,
    `'=1+1,pole,"Công ty ""Điện"", Hạ Long",in_service,some,,,107.0822000,20.9546000,430358.49,2318074.79,POINT (107.0822 20.9546)`,
  );
  assert.equal(cellOf('-12.5'), '-12.5');
  assert.equal(cellOf('@x'), "'@x");
  const ring = [
    [1, 1],
    [2, 1],
    [2, 2],
    [1, 1],
  ];
  assert.equal(wktOf({ type: 'LineString', coordinates: ring }), 'LINESTRING (1 1, 2 1, 2 2, 1 1)');
  assert.equal(wktOf({ type: 'Polygon', coordinates: [ring] }), 'POLYGON ((1 1, 2 1, 2 2, 1 1))');
  assert.equal(
    wktOf({ type: 'MultiPolygon', coordinates: [[ring]] }),
    'MULTIPOLYGON (((1 1, 2 1, 2 2, 1 1)))',
  );
});

test('the filter of a download quotes what it is given', () => {
  assert.equal(
    filterOf({ bbox: '', kinds: ['pole', "o'"], owner: 'x', bands: ['many'] }),
    "kind IN ('pole','o''') AND free_band IN ('many') AND owner_id = 'x'",
  );
});
