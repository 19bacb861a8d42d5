// Reads the background file of the server by ranges. Loaded when a file is shown; it imports
// nothing of the map, which is loaded already.
import { PMTiles, Protocol, TileType } from 'pmtiles';

const protocol = new Protocol();
type Asked = Parameters<typeof protocol.tilev4>[0];

/** Answers the map's requests for addresses that begin with `pmtiles:`. */
export async function readTile(
  asked: Asked,
  abort: AbortController,
): Promise<{ data: Uint8Array }> {
  const { data } = await protocol.tilev4(asked, abort);
  // The description of a file is an object, which the map takes as it is.
  return { data: data as Uint8Array };
}

export interface BasemapFile {
  /** Address of the file as a source of the map. */
  url: string;
  /** Names of the layers of its tiles; null when its tiles are pictures. */
  layers: readonly string[] | null;
}

interface Described {
  vector_layers?: readonly { id: string }[];
}

const isDescribed = (metadata: unknown): metadata is Described =>
  typeof metadata === 'object' && metadata !== null;

export async function openBasemap(address: string): Promise<BasemapFile> {
  const url = new URL(address, location.href).href;
  const file = protocol.get(url) ?? new PMTiles(url);
  protocol.add(file);
  const source = `pmtiles://${url}`;
  const { tileType } = await file.getHeader();
  if (tileType !== TileType.Mvt) return { url: source, layers: null };
  const metadata = await file.getMetadata();
  const layers = isDescribed(metadata) ? (metadata.vector_layers ?? []).map(({ id }) => id) : [];
  return { url: source, layers };
}
