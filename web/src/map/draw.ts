// Drawing a line on the map; the drawing library is loaded when somebody draws.

import { type Position, roundedPosition } from './geo';
import type { MapHandle } from './MapCanvas';

/** Starts a line; `onLine` is called when it is finished. Returns the way to stop. */
export async function startLine(
  { map }: MapHandle,
  onLine: (line: Position[]) => void,
): Promise<() => void> {
  const [{ TerraDraw, TerraDrawLineStringMode }, { TerraDrawMapLibreGLAdapter }] =
    await Promise.all([import('terra-draw'), import('terra-draw-maplibre-gl-adapter')]);
  const draw = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map }),
    modes: [new TerraDrawLineStringMode()],
  });
  let running = true;
  const stop = (): void => {
    if (!running) return;
    running = false;
    draw.stop();
  };
  draw.start();
  draw.setMode('linestring');
  draw.on('finish', (id) => {
    const feature = draw.getSnapshotFeature(id);
    const line =
      feature?.geometry.type === 'LineString'
        ? feature.geometry.coordinates.map(([lon, lat]) => roundedPosition([lon ?? 0, lat ?? 0]))
        : [];
    // The library still works on the feature that ends here.
    queueMicrotask(() => {
      stop();
      if (line.length > 1) onLine(line);
    });
  });
  return stop;
}
