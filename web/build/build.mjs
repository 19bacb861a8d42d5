// Builds the app: types of the contract, bundle, compressed siblings of every file.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';
import { root, writeTypes } from './types.mjs';

const gz = promisify(gzip);
const br = promisify(brotliCompress);

await writeTypes();
await build({ root, logLevel: 'warn' });

const dist = join(root, 'dist');
for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const file = join(entry.parentPath, entry.name);
  const bytes = await readFile(file);
  await Promise.all([
    gz(bytes, { level: 9 }).then((packed) => writeFile(`${file}.gz`, packed)),
    br(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }).then((packed) => writeFile(`${file}.br`, packed)),
  ]);
}
