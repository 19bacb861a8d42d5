// The database of a story: a file of its folder, or a copy of the demo's database on PostgreSQL.
import { execFileSync } from 'node:child_process';

/** The server that holds the databases; without it, every story has a file of SQLite. */
const postgres = process.env.STORIES_ON === 'postgresql' ? process.env.DATABASE_URL : undefined;
if (process.env.STORIES_ON === 'postgresql' && !postgres) {
  throw new Error('DATABASE_URL names no PostgreSQL');
}

const TEMPLATE = 'hatang_stories_demo';

export interface StoryDatabase {
  settings: Readonly<Record<string, string>>;
  remove: () => void;
}

const FILE: StoryDatabase = { settings: {}, remove: () => undefined };

function addressOf(name: string): string {
  const url = new URL(postgres ?? '');
  url.pathname = `/${name}`;
  return url.toString();
}

function administer(statement: string): void {
  execFileSync('psql', [postgres ?? '', '--no-psqlrc', '--quiet', '-c', statement], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function database(name: string): StoryDatabase {
  return {
    settings: { HATANG__DATABASE__URL: addressOf(name) },
    remove: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** An empty database for the demo. */
export function templateDatabase(): StoryDatabase {
  if (!postgres) return FILE;
  administer(`DROP DATABASE IF EXISTS ${TEMPLATE} WITH (FORCE)`);
  administer(`CREATE DATABASE ${TEMPLATE}`);
  return database(TEMPLATE);
}

/** A copy of the demo's database. */
export function copiedDatabase(port: number): StoryDatabase {
  if (!postgres) return FILE;
  const name = `hatang_story_${process.pid}_${port}`;
  administer(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  return database(name);
}
