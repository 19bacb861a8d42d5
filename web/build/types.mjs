// Generates src/api/schema.d.ts from the committed contract when the contract is newer.
import { stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

export async function writeTypes() {
  const contract = join(root, '..', 'openapi', 'openapi.json');
  const types = join(root, 'src', 'api', 'schema.d.ts');
  const written = await stat(types).catch(() => null);
  const changed = await stat(contract);
  if (written && written.mtimeMs > changed.mtimeMs) return;
  await writeFile(types, astToString(await openapiTS(pathToFileURL(contract))));
}
