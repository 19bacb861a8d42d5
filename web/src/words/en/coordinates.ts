import type { Words } from '..';

export const coordinates: Words['coordinates'] = {
  system: 'Write coordinates in',
  systems: { wgs84: 'Longitude; latitude', vn2000: 'VN-2000' },
  zone: 'VN-2000, central meridian 107°45′, 3° zone',
  both: (count) => `Both systems (${count === 1 ? 'one vertex' : `${count} vertices`})`,
  vertex: 'Vertex',
  hint: 'One vertex a line: longitude; latitude, or VN-2000: Y (easting); X (northing).',
  wrong: 'Each line needs two coordinates: longitude and latitude, or Y and X in VN-2000.',
  pointer: 'Pointer',
  centre: 'Middle of the map',
};
