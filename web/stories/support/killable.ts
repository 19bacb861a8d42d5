// A browser with a folder of its own, which a story kills and opens again.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { test as base, type Person, visit } from './story';

export interface KillableBrowser {
  open: () => Promise<Person>;
  /** Ends the processes of the browser as a power cut does. */
  kill: () => Promise<void>;
}

/** Processes whose command line names a folder. */
function processesOf(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(folder);
      } catch {
        return false;
      }
    })
    .map(Number);
}

export const test = base.extend<{ killable: KillableBrowser }>({
  killable: async ({ server, told }, use, { project }) => {
    const { launchOptions, locale = 'vi-VN', timezoneId = 'UTC', viewport = null } = project.use;
    const folder = mkdtempSync(join(tmpdir(), 'hatang-browser-'));
    let gone: Promise<unknown> = Promise.resolve();
    const open = async (): Promise<Person> => {
      const context = await chromium.launchPersistentContext(folder, {
        ...launchOptions,
        locale,
        timezoneId,
        viewport,
        baseURL: server.url,
      });
      gone = context.waitForEvent('close', { timeout: 0 });
      return visit(context, server.url, told);
    };
    const kill = async (): Promise<void> => {
      const processes = processesOf(folder);
      if (processes.length > 0) execFileSync('kill', ['-9', ...processes.map(String)]);
      await gone;
    };
    await use({ open, kill });
    await kill();
    rmSync(folder, { recursive: true, force: true });
  },
});
