// The page, drawn by OpenLayers: boundaries, the register and published cases from tiles, and a few
// assets from the API.
import Feature from 'ol/Feature.js';
import GeoJSON from 'ol/format/GeoJSON.js';
import MVT from 'ol/format/MVT.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorTileLayer from 'ol/layer/VectorTile.js';
import OlMap from 'ol/Map.js';
import { fromLonLat, transformExtent } from 'ol/proj.js';
import RenderFeature from 'ol/render/Feature.js';
import VectorSource from 'ol/source/Vector.js';
import VectorTileSource from 'ol/source/VectorTile.js';
import { Circle, Fill, Stroke, Style, Text } from 'ol/style.js';
import View from 'ol/View.js';

const COLOURS = {
  pole: '#b5541c', duct_section: '#2a6f97', manhole: '#014f86', tower: '#a4133c', rooftop_site: '#7b2cbf', works: '#e09f3e', permit: '#386641',
};
const BESIDE = { duct_section: [-14, -9], manhole: [14, -9], tower: [0, 16] };
const colour = (kind) => COLOURS[kind] ?? '#555555';

/** The style of boundaries with their names. */
function boundary(feature, resolution) {
  const level = feature.get('level');
  if (level === 'zone') return new Style({ stroke: new Stroke({ color: '#52796f', width: 1, lineDash: [4, 4] }) });
  return new Style({
    stroke: new Stroke({ color: '#8d99ae', width: resolution < 200 ? 1.2 : 0.8 }),
    fill: new Fill({ color: 'rgba(237, 242, 244, 0.7)' }),
    text: resolution < 330 ? new Text({ text: feature.get('name'), font: '11px sans-serif', fill: new Fill({ color: '#6c757d' }), overflow: false }) : undefined,
  });
}

/** The style of one asset, or of a count of assets. */
function asset(feature) {
  const kind = feature.get('kind');
  const count = feature.get('count');
  if (feature.getGeometry().getType() !== 'Point') return new Style({ stroke: new Stroke({ color: colour(kind), width: 2.5 }) });
  if (count === undefined) {
    return new Style({ image: new Circle({ radius: kind === 'tower' ? 6 : 3.5, fill: new Fill({ color: colour(kind) }), stroke: new Stroke({ color: '#fff', width: 1 }) }) });
  }
  // Several kinds can have a count at the same position, so they are drawn around it.
  const radius = Math.min(4 + 1.6 * Math.log2(count), 18);
  const [x, y] = BESIDE[kind] ?? [0, 0];
  return new Style({
    image: new Circle({ radius, displacement: [x, y], fill: new Fill({ color: colour(kind) }), stroke: new Stroke({ color: '#fff', width: 1 }) }),
    text: radius > 8 ? new Text({ text: String(count), offsetX: x, offsetY: -y, font: 'bold 10px sans-serif', fill: new Fill({ color: '#fff' }) }) : undefined,
    zIndex: -count,
  });
}

/** The style of published cases. */
function published(feature) {
  const paint = COLOURS[feature.get('kind') === 'planned_works' ? 'works' : 'permit'];
  return new Style({
    stroke: new Stroke({ color: paint, width: 4 }),
    fill: new Fill({ color: `${paint}40` }),
    image: new Circle({ radius: 7, fill: new Fill({ color: `${paint}80` }), stroke: new Stroke({ color: paint, width: 2 }) }),
  });
}

let map;
const layers = {};

function tiles(name, token, style) {
  const source = new VectorTileSource({
    format: new MVT({ featureClass: RenderFeature }),
    url: `/tiles/${name}/{z}/{x}/{y}`,
    maxZoom: 22,
  });
  source.setTileLoadFunction((tile, url) => {
    tile.setLoader(async (extent, resolution, projection) => {
      const answer = await fetch(url, { headers: token ? { authorization: `Bearer ${token}` } : {} });
      if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
      tile.setFeatures(tile.getFormat().readFeatures(await answer.arrayBuffer(), { extent, featureProjection: projection }));
    });
  });
  layers[name] = new VectorTileLayer({ source, style, renderBuffer: 64, declutter: name === 'areas', className: name });
  return layers[name];
}

/** Creates the map with its layers. */
window.open_map = ({ token, lon, lat, zoom }) => {
  layers.api = new VectorLayer({
    source: new VectorSource(),
    style: new Style({ image: new Circle({ radius: 6, stroke: new Stroke({ color: '#212529', width: 1 }) }), stroke: new Stroke({ color: '#212529', width: 1 }) }),
  });
  map = new OlMap({
    target: 'map',
    controls: [],
    layers: [tiles('areas', null, boundary), tiles('permits', null, published), tiles('planned-works', null, published), tiles('assets', token, asset), layers.api],
    view: new View({ center: fromLonLat([lon, lat]), zoom, constrainResolution: false }),
  });
};

/** Moves the view with an animation, as a person would, and waits until everything is drawn. */
window.go = async ({ lon, lat, zoom }) => {
  const view = map.getView();
  await new Promise((there) => view.animate({ center: fromLonLat([lon, lat]), zoom, duration: 150 }, there));
  await new Promise((drawn) => { map.once('rendercomplete', drawn); map.render(); });
};

/** Reads the assets in view from the API, page by page, and draws them too. */
window.read = async ({ token }) => {
  const [west, south, east, north] = transformExtent(map.getView().calculateExtent(map.getSize()), 'EPSG:3857', 'EPSG:4326');
  const source = layers.api.getSource();
  source.clear();
  let cursor = '';
  do {
    const answer = await fetch(`/api/v1/assets?bbox=${west},${south},${east},${north}&limit=500${cursor}`, { headers: { authorization: `Bearer ${token}` } });
    const page = await answer.json();
    for (const item of page.items) {
      const geometry = new GeoJSON().readGeometry(item.geometry, { featureProjection: 'EPSG:3857' });
      const feature = new Feature({ geometry });
      feature.setId(item.id);
      source.addFeature(feature);
    }
    cursor = page.next_cursor ? `&cursor=${page.next_cursor}` : '';
  } while (cursor);
  await new Promise((drawn) => { map.once('rendercomplete', drawn); map.render(); });
  return source.getFeatures().map((feature) => feature.getId()).sort();
};

/** The content of the map: for each layer the features in view and the sum of their counts. */
window.shown = () => {
  const extent = map.getView().calculateExtent(map.getSize());
  const said = {};
  for (const name of ['areas', 'permits', 'planned-works', 'assets']) {
    const found = layers[name].getFeaturesInExtent(extent).filter((feature) => feature.get('layer') !== 'lines');
    const ids = new Set(found.map((feature) => feature.get('id')).filter((id) => id !== undefined));
    const counted = found.reduce((sum, feature) => sum + (feature.get('count') ?? 0), 0);
    said[name] = { features: found.length, ids: [...ids].sort(), counted };
  }
  // The register has a separate canvas, so painted pixels prove that it was drawn.
  const canvas = document.querySelector('.assets canvas');
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let painted = 0;
  for (let at = 3; at < pixels.length; at += 4) if (pixels[at] > 0) painted += 1;
  return { ...said, painted, zoom: map.getView().getZoom() };
};
