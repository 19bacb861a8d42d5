// Counts what a person does on the screen: each click, each field, each file.
import type { Locator } from '@playwright/test';
import { attach, type FilePayload } from './form';

export class Counter {
  interactions = 0;

  /** What a shared step does: see `support/form.ts`. */
  add(interactions: number): void {
    this.interactions += interactions;
  }

  async click(target: Locator): Promise<void> {
    this.interactions += 1;
    await target.click();
  }

  async check(target: Locator): Promise<void> {
    this.interactions += 1;
    await target.check();
  }

  async fill(target: Locator, text: string): Promise<void> {
    this.interactions += 1;
    await target.fill(text);
  }

  async select(target: Locator, label: string): Promise<void> {
    this.interactions += 1;
    await target.selectOption({ label });
  }

  async attach(zone: Locator, file: FilePayload): Promise<void> {
    this.interactions += 1;
    await attach(zone, file);
  }
}
