// A server of its own for a story: a copy of one demo folder, on a free port.
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { copiedDatabase, templateDatabase } from './database';
import { Oracle } from './oracle';
import { PASSWORD } from './password';

const root = join(import.meta.dirname, '..', '..', '..');
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const program = process.env.HATANG_BIN ?? join(target, 'debug', 'hatang');
const template = process.env.DEMO_TEMPLATE ?? join(target, 'stories', 'demo');

const START_MS = 180_000;

export interface DemoServer {
  url: string;
  stop: () => Promise<void>;
  /** Lets the story cut the network: nothing answers until `start` is called. */
  halt: () => Promise<void>;
  start: () => Promise<void>;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('port')),
      );
    });
  });
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + START_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await pause(200);
  }
  throw new Error('the server did not become ready');
}

type Settings = Readonly<Record<string, string>>;

function launch(folder: string, port: number, settings: Settings = {}): ChildProcess {
  return spawn(program, ['serve', '--demo'], {
    cwd: folder,
    stdio: 'ignore',
    env: {
      ...process.env,
      HATANG_DEMO_PASSWORD: PASSWORD,
      HATANG__SERVER__LISTEN: `127.0.0.1:${port}`,
      HATANG__SERVER__PUBLIC_URL: `http://127.0.0.1:${port}`,
      HATANG__DATA__DIR: join(folder, 'data'),
      HATANG__LOG__LEVEL: 'error',
      ...settings,
    },
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exit;
}

/** Waits until the letters that the demo wrote are sent: a story does not wait for them again. */
async function lettersSent(url: string): Promise<void> {
  const oracle = new Oracle(url);
  const until = Date.now() + START_MS;
  while (Date.now() < until) {
    const { items } = await oracle.read<{ items: unknown[] }>(
      'admin@hatang.example',
      '/outbox?status=queued&limit=1',
    );
    if (items.length === 0) return;
    await pause(500);
  }
  throw new Error('the letters of the demo were not sent');
}

/** Lays the demo once; the stories copy it. */
export async function layTemplate(): Promise<void> {
  if (existsSync(join(template, 'data'))) return;
  mkdirSync(template, { recursive: true });
  const port = await freePort();
  const child = launch(template, port, templateDatabase().settings);
  await ready(`http://127.0.0.1:${port}`, child);
  await lettersSent(`http://127.0.0.1:${port}`);
  await ended(child);
}

export async function startDemo(given: Settings): Promise<DemoServer> {
  const folder = mkdtempSync(join(tmpdir(), 'hatang-story-'));
  cpSync(template, folder, { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const database = copiedDatabase(port);
  const settings = { ...database.settings, ...given };
  let child = launch(folder, port, settings);
  await ready(url, child);
  return {
    url,
    halt: () => ended(child),
    start: async () => {
      child = launch(folder, port, settings);
      await ready(url, child);
    },
    stop: async () => {
      await ended(child);
      database.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
