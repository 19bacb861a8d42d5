// Backgrounds of the map: what may be chosen, how tiles are addressed, and the style of a file.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { MapSource } from '../src/api/mapSettings';
import { archipelagoFeatures } from '../src/map/archipelagos';
import { attributionOf, chosenOf, optionsOf, tilesOf } from '../src/map/background';
import { schemaOf } from '../src/map/basemapSchemas';
import { basemapLayers } from '../src/map/basemapStyle';
import { paletteNow } from '../src/map/palette';

const source = (kind: MapSource['kind'], url: string): MapSource => ({
  id: 'imagery',
  title: 'Ảnh',
  kind,
  url,
  attribution: 'Sở',
  min_zoom: 0,
  max_zoom: 18,
});
const basemap = { url: '/basemap.pmtiles', attribution: '© OpenStreetMap' };
const picture = source('xyz', 'https://a.example/{z}/{x}/{y}.png');

test('a source elsewhere is never the first choice', () => {
  const none = optionsOf({ basemap: null, sources: [picture] });
  assert.equal(chosenOf(none, null).option.id, 'plain');
  const both = optionsOf({ basemap, sources: [picture] });
  assert.deepEqual(
    both.map(({ id }) => id),
    ['plain', 'basemap', 'imagery'],
  );
  assert.equal(chosenOf(both, null).option.id, 'basemap');
  assert.equal(chosenOf(both, { id: 'plain', opacity: 1 }).option.id, 'plain');
  const chosen = chosenOf(both, { id: 'imagery', opacity: 0.5 });
  assert.equal(chosen.opacity, 0.5);
  assert.equal(attributionOf(chosen.option), 'Sở');
  assert.equal(chosenOf(none, { id: 'gone', opacity: 7 }).option.id, 'plain');
  assert.equal(chosenOf(none, { id: 'imagery', opacity: 7 }).opacity, 1);
});

test('tiles of sources are addressed as their services want it', () => {
  assert.equal(tilesOf(picture), picture.url);
  assert.equal(
    tilesOf(source('wmts', 'https://a.example/{TileMatrix}/{TileRow}/{TileCol}.png')),
    'https://a.example/{z}/{y}/{x}.png',
  );
  const wms = new URL(
    tilesOf(source('wms', 'https://a.example/wms?layers=land&format=image/jpeg')),
  );
  assert.equal(wms.searchParams.get('layers'), 'land');
  assert.equal(wms.searchParams.get('format'), 'image/jpeg');
  assert.equal(wms.searchParams.get('srs'), 'EPSG:3857');
  assert.match(wms.href, /bbox=(%7B|\{)bbox-epsg-3857/);
  assert.match(tilesOf(source('wms', 'https://a.example/wms?version=1.3.0')), /crs=EPSG:3857/);
});

test('the style of a file is of its schema, has no points of interest and is small', () => {
  assert.equal(schemaOf(['earth', 'roads', 'pois']), 'protomaps');
  assert.equal(schemaOf(['water', 'transportation']), 'openmaptiles');
  assert.equal(schemaOf(['something']), null);
  (globalThis as { matchMedia?: unknown }).matchMedia = () => ({ matches: false });
  for (const schema of ['protomaps', 'openmaptiles'] as const) {
    const layers = basemapLayers(schema, paletteNow());
    assert.ok(layers.length >= 22 && layers.length <= 28, `${layers.length} layers`);
    assert.equal(new Set(layers.map(({ id }) => id)).size, layers.length);
    const used = layers.map((layer) => ('source-layer' in layer ? layer['source-layer'] : ''));
    assert.ok(!used.some((name) => /poi|housenumber/.test(name ?? '')));
    const texts = layers.flatMap((layer) => (layer.type === 'symbol' ? [layer.layout] : []));
    for (const layout of texts)
      assert.deepEqual(layout?.['text-field'], ['coalesce', ['get', 'name:vi'], ['get', 'name']]);
  }
});

test('both archipelagos have a name and islands', () => {
  const features = archipelagoFeatures({ hoangSa: 'A', truongSa: 'B' });
  const named = features.filter(({ properties }) => 'name' in properties);
  assert.equal(named.length, 2);
  assert.ok(features.length > 12);
});
