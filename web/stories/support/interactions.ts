// Counts what a person does: each click, each field that is filled in, each file that is chosen.
import type { Locator } from '@playwright/test';

export class Interactions {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  async click(target: Locator): Promise<void> {
    this.#count += 1;
    await target.click();
  }

  async fill(target: Locator, text: string): Promise<void> {
    this.#count += 1;
    await target.fill(text);
  }

  async choose(target: Locator, label: string): Promise<void> {
    this.#count += 1;
    await target.selectOption({ label });
  }
}
