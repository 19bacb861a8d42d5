// Reads the code that is printed on a PDF, as the camera of a phone does.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The address in the QR code of a document. */
export function printedAddress(document: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'hatang-qr-'));
  try {
    const file = join(folder, 'document.pdf');
    writeFileSync(file, document);
    execFileSync('pdftoppm', ['-r', '150', '-png', file, join(folder, 'page')]);
    const pages = execFileSync('sh', ['-c', 'ls page*.png'], { cwd: folder, encoding: 'utf8' });
    const read = ['-q', '--raw', '--nodbus', '-Sdisable', '-Sqrcode.enable'];
    return execFileSync('zbarimg', [...read, ...pages.trim().split('\n')], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
