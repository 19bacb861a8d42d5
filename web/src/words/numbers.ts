// Numbers as people write them: `1.250.000` and `12,5` in Vietnamese, `1,250,000` and `12.5` in
// English.
import type { Language } from './days';

const MARKS: Record<Language, { thousand: string; decimal: string }> = {
  vi: { thousand: '.', decimal: ',' },
  en: { thousand: ',', decimal: '.' },
};

export function formatNumber(value: number, language: Language): string {
  const { thousand, decimal } = MARKS[language];
  const [whole = '0', fraction] = String(Math.abs(value)).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, thousand);
  const sign = value < 0 ? '−' : '';
  return fraction === undefined ? `${sign}${grouped}` : `${sign}${grouped}${decimal}${fraction}`;
}

/** Whole number that a person typed, with or without marks between thousands. */
export function parseInteger(text: string): number | null {
  const typed = text.replace(/[\s\u00a0]/g, '');
  if (/^\d+$/.test(typed) || /^\d{1,3}([.,]\d{3})+$/.test(typed)) {
    const value = Number(typed.replace(/[.,]/g, ''));
    return Number.isSafeInteger(value) ? value : null;
  }
  return null;
}

/** Number with a fraction, by the marks of the language. */
export function parseDecimal(text: string, language: Language): number | null {
  const { thousand, decimal } = MARKS[language];
  const typed = text.replace(/[\s\u00a0]/g, '').replace('−', '-');
  const plain = typed.split(thousand).length > 1 ? withoutThousands(typed, thousand) : typed;
  if (plain === null) return null;
  const standard = plain.replace(decimal, '.');
  return /^-?\d+(\.\d+)?$/.test(standard) ? Number(standard) : null;
}

function withoutThousands(typed: string, thousand: string): string | null {
  const groups = typed.split(thousand);
  const rest = groups.slice(1);
  const last = rest.at(-1) ?? '';
  const inner = rest.slice(0, -1).every((group) => /^\d{3}$/.test(group));
  return inner && /^\d{3}(\D\d+)?$/.test(last) ? groups.join('') : null;
}

export function formatMoney(value: number, language: Language): string {
  const number = formatNumber(value, language);
  return language === 'vi' ? `${number} đ` : `VND ${number}`;
}

export function formatBytes(bytes: number, language: Language): string {
  if (bytes < 1024) return `${bytes} B`;
  const kibi = bytes / 1024;
  if (kibi < 1024) return `${formatNumber(Math.round(kibi), language)} kB`;
  return `${formatNumber(Math.round(kibi / 102.4) / 10, language)} MB`;
}
