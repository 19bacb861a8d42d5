// Walks over the form of an action with Tab and fills whatever has the focus with a value of its
// shape. Knows shapes, not actions.
import { expect, type Page } from '@playwright/test';
import { pdf, png } from './files';
import type { Action } from './oracle';

interface Stop {
  /** What the person meets there. */
  kind:
    | 'file'
    | 'select'
    | 'day'
    | 'number'
    | 'text'
    | 'radio'
    | 'check'
    | 'picker'
    | 'button'
    | 'other';
  /** Id of the element, which is the pointer of the value. */
  id: string;
  text: string;
  empty: boolean;
  /** Whether the group of the element has no entry yet. */
  groupEmpty: boolean;
  isSubmit: boolean;
}

/** The element with the focus, in words of the form. Runs in the page. */
function describe(): Stop {
  const element = document.activeElement as HTMLInputElement;
  const tag = element.tagName;
  const group = element.closest('li, fieldset');
  const fieldset = element.closest('fieldset');
  const kindOf = (): Stop['kind'] => {
    if (tag === 'SELECT') return 'select';
    if (tag === 'BUTTON' || tag === 'SUMMARY' || tag === 'A') return 'button';
    if (tag === 'TEXTAREA') return 'text';
    if (tag !== 'INPUT') return 'other';
    if (element.getAttribute('role') === 'combobox') return 'picker';
    if (element.type === 'file') return 'file';
    if (element.type === 'radio') return 'radio';
    if (element.type === 'checkbox') return 'check';
    if (element.classList.contains('number')) return 'number';
    return element.placeholder === 'nn/tt/nnnn' ? 'day' : 'text';
  };
  const kind = kindOf();
  const choices = Array.from(fieldset?.querySelectorAll('input[type="checkbox"]') ?? []);
  const ticked = choices.some((one) => (one as HTMLInputElement).checked);
  const select = element.closest('fieldset')?.querySelector('select');
  return {
    kind,
    id: element.id || element.name || '',
    text: (element.textContent ?? '').trim(),
    empty: kind === 'radio' || kind === 'check' ? !element.checked : !element.value,
    groupEmpty:
      tag === 'BUTTON'
        ? fieldset?.querySelector('ol.repeated > li') === null
        : kind === 'check' || kind === 'file'
          ? !ticked &&
            !(select?.id.includes('-evidence-') && select.value) &&
            !(group?.textContent ?? '').includes('Đã nhận')
          : true,
    isSubmit: tag === 'BUTTON' && element.type === 'submit',
  };
}

const MOST_STOPS = 400;
const SENTENCE = 'Kiểm tra biểu mẫu bằng bàn phím.';

export interface Days {
  today: string;
  later: string;
}

/** Fills the form of an action; the focus ends on the button that looks. */
export async function fillByKeyboard(page: Page, action: Action, days: Days): Promise<void> {
  const keyboard = page.keyboard;
  // The link to the case stands right before the form.
  await page.locator('.case-head .trail a').focus();
  const fieldOf = (id: string) => action.fields.find((field) => field.id === id.split('-')[2]);
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await keyboard.press('Tab');
    const at = await page.evaluate(describe);
    if (at.isSubmit) return;
    switch (at.kind) {
      case 'text':
        if (at.empty) await keyboard.insertText(textOf(at.id));
        break;
      case 'number':
        if (at.empty) await keyboard.insertText(numberOf(at.id, fieldOf(at.id)));
        break;
      case 'day':
        if (at.empty) await keyboard.insertText(dayOf(fieldOf(at.id), days));
        break;
      case 'radio':
        if (at.empty) await keyboard.press('Space');
        break;
      case 'check':
        if (at.empty && at.groupEmpty) await keyboard.press('Space');
        break;
      case 'select':
        if (at.empty) await choose(page, at.id, action);
        break;
      case 'picker':
        if (at.empty) await pick(page, at.id, fieldOf(at.id)?.of ?? '');
        break;
      case 'file':
        if (at.groupEmpty) await upload(page);
        break;
      case 'button':
        await press(page, at);
        break;
      case 'other':
        break;
    }
  }
  throw new Error('Tab does not lead to the button that looks');
}

function textOf(id: string): string {
  if (id.endsWith('asset_code')) return `QN-KB-${Date.now() % 1_000_000}`;
  return SENTENCE;
}

type Field = Action['fields'][number];

function numberOf(id: string, field: Field | undefined): string {
  if (field?.form === 'amount_vnd') return '1250000';
  if (id.includes('evidence')) return '10';
  return String(Math.max(1, Math.min(field?.form === 'integer' ? (field.min ?? 1) : 1, 100)));
}

function dayOf(field: Field | undefined, days: Days): string {
  if (field?.earliest_on) return field.earliest_on.split('-').reverse().join('/');
  if (field?.latest_on) return field.latest_on.split('-').reverse().join('/');
  return /new|until|due|later|reply/.test(field?.id ?? '') ? days.later : days.today;
}

/** Chooses with the arrow key: of reasons the first whose evidence is no file. */
async function choose(page: Page, id: string, action: Action): Promise<void> {
  const focused = page.locator(':focus');
  const options = await focused.locator('option').count();
  if (options < 2) return;
  let steps = 1;
  if (id.endsWith('-code') && action.reasons.length > 0) {
    const easy = action.reasons.findIndex(({ evidence }) =>
      evidence.every((group) => group.some(({ form }) => form !== 'document')),
    );
    steps = Math.max(0, easy) + 1;
  }
  for (let step = 0; step < steps; step += 1) await page.keyboard.press('ArrowDown');
}

/** A part of the names that a picker of each shape finds. */
const TYPED: Readonly<Record<string, string>> = {
  agency: 'sở giao thông',
  asset: 'QN-',
  authority: 'phường',
  organization: 'v',
};

/** Types a part of a name and takes the first that is found. */
async function pick(page: Page, id: string, shape: string): Promise<void> {
  // A list of names offers a further entry as long as it is looked at.
  if (Number(id.split('-').at(-1)) > 0) return;
  const typed = TYPED[shape] ?? '';
  await page.keyboard.insertText(typed);
  const option = page.getByRole('option');
  await option
    .filter({ hasText: new RegExp(typed, 'i') })
    .first()
    .waitFor();
  await expect(option.filter({ hasNotText: new RegExp(typed, 'i') })).toHaveCount(0);
  await page.keyboard.press('ArrowDown');
  await page.locator('[role="option"][data-focused]').waitFor();
  await page.keyboard.press('Enter');
  await expect(page.locator('[role="option"][data-focused]')).toHaveCount(0);
}

/** Opens the chooser of files with the space bar. */
async function upload(page: Page): Promise<void> {
  const isPhoto = await page
    .locator(':focus')
    .evaluate((input) => Boolean(input.closest('fieldset')?.id.includes('photo')));
  const file = isPhoto ? png('anh.png') : pdf('ban-phim.pdf');
  // The focus may move when the file has arrived: the place keeps its number on the page.
  const place = await page
    .locator('.drop-zone')
    .evaluateAll((zones) => zones.findIndex((zone) => zone.contains(document.activeElement)));
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Space');
  await (await chooser).setFiles(file);
  const zone = page.locator('.drop-zone').nth(place).locator('..');
  await expect(zone).toContainText('Đã nhận');
}

/** Opens what is folded and adds the first entry of a list. */
async function press(page: Page, at: Stop): Promise<void> {
  const { keyboard } = page;
  if (at.text.startsWith('Thêm tệp')) {
    const row = page.locator('li:focus-within');
    if ((await row.textContent())?.includes('chưa có')) await keyboard.press('Enter');
  } else if (at.text.startsWith('Tải chứng cứ lên')) {
    const select = page.locator('fieldset:focus-within select[id*="-evidence-"]').last();
    if ((await select.inputValue()) === '') await keyboard.press('Enter');
  } else if (at.text.startsWith('Thêm') && at.groupEmpty) {
    // Documents that nobody asks for stay folded: they stand in no group.
    if ((await page.locator('fieldset:focus-within').count()) === 0) return;
    await keyboard.press('Enter');
    // The new entry stands before the button that adds it.
    const entry = page.locator('fieldset:focus-within ol.repeated > li').first();
    await entry.waitFor();
    while ((await entry.locator(':focus').count()) === 0) await keyboard.press('Shift+Tab');
    while ((await entry.locator(':focus').count()) > 0) await keyboard.press('Shift+Tab');
  }
}
