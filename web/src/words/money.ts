// Amounts in words, as Vietnamese contracts write them beside the figures.

const DIGITS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'];
const SCALES = ['', 'nghìn', 'triệu'];

const digit = (value: number): string => DIGITS[value] ?? '';

function unitsAfterTens(tens: number, units: number): string {
  if (units === 1 && tens > 1) return 'mốt';
  if (units === 5 && tens > 0) return 'lăm';
  return digit(units);
}

// `full` says that higher groups exist: then hundreds are said even when they are zero.
function group(value: number, full: 'full' | 'first'): string[] {
  const hundreds = Math.floor(value / 100);
  const tens = Math.floor((value % 100) / 10);
  const units = value % 10;
  const said: string[] = [];
  if (hundreds > 0 || full === 'full') said.push(digit(hundreds), 'trăm');
  if (tens > 1) said.push(digit(tens), 'mươi');
  else if (tens === 1) said.push('mười');
  else if (units > 0 && said.length > 0) said.push('linh');
  if (units > 0) said.push(unitsAfterTens(tens, units));
  return said;
}

// Below a thousand million; larger amounts repeat `tỷ`.
function belowBillion(value: number, full: 'full' | 'first'): string[] {
  const said: string[] = [];
  for (let scale = 2; scale >= 0; scale -= 1) {
    const part = Math.floor(value / 1000 ** scale) % 1000;
    if (part === 0) continue;
    const first = full === 'first' && said.length === 0;
    said.push(...group(part, first ? 'first' : 'full'));
    const name = SCALES[scale];
    if (name) said.push(name);
  }
  return said;
}

export function moneyInWords(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) return '';
  if (value === 0) return 'không đồng';
  const billions = Math.floor(value / 1e9);
  const rest = value % 1e9;
  const said: string[] = [];
  if (billions > 0) said.push(billionsInWords(billions), 'tỷ');
  if (rest > 0) said.push(...belowBillion(rest, said.length > 0 ? 'full' : 'first'));
  return `${said.join(' ')} đồng`;
}

function billionsInWords(value: number): string {
  const higher = Math.floor(value / 1e9);
  if (higher === 0) return belowBillion(value, 'first').join(' ');
  const lower = value % 1e9;
  const said = [billionsInWords(higher), 'tỷ'];
  if (lower > 0) said.push(...belowBillion(lower, 'full'));
  return said.join(' ');
}
