import assert from 'node:assert/strict';
import test from 'node:test';
import { addDays, dayOf, daysBetween, longDay, moment, parseDay } from '../src/words/days';
import { contains, fold } from '../src/words/fold';
import { moneyInWords } from '../src/words/money';
import {
  formatBytes,
  formatMoney,
  formatNumber,
  parseDecimal,
  parseInteger,
} from '../src/words/numbers';
import { inSentence } from '../src/words/sentence';

test('a typed day is read day first, with and without a year', () => {
  const today = '2026-12-01';
  for (const [typed, day] of [
    ['5/9', '2026-09-05'],
    ['05-09-26', '2026-09-05'],
    ['5.9.2026', '2026-09-05'],
    ['05092026', '2026-09-05'],
    ['050926', '2026-09-05'],
    ['2026-09-05', '2026-09-05'],
    [' 29/2/2028 ', '2028-02-29'],
  ] as const) {
    assert.equal(parseDay(typed, today), day, typed);
  }
  for (const typed of ['', '31/2/2026', '29/2/2027', '13/13', 'mai', '5/9/202', '1/1/1/1']) {
    assert.equal(parseDay(typed, today), null, typed);
  }
});

test('days and instants are those of Viet Nam', () => {
  assert.equal(longDay('2026-12-14', 'vi'), 'Thứ Hai 14/12/2026');
  assert.equal(longDay('2026-12-14', 'en'), 'Monday 14 December 2026');
  assert.equal(dayOf('2026-12-13T17:00:00Z'), '2026-12-14');
  assert.equal(moment('2026-12-13T16:59:59Z'), '23:59 13/12/2026');
  assert.equal(addDays('2028-02-28', 2), '2028-03-01');
  assert.equal(daysBetween('2026-12-31', '2027-01-02'), 2);
  assert.equal(daysBetween('2027-01-02', '2026-12-31'), -2);
});

test('numbers follow the language', () => {
  assert.equal(formatNumber(1250000, 'vi'), '1.250.000');
  assert.equal(formatNumber(-1234.5, 'en'), '−1,234.5');
  assert.equal(formatMoney(1250000, 'vi'), '1.250.000 đ');
  assert.equal(parseInteger('1.250.000'), 1250000);
  assert.equal(parseInteger('1250000'), 1250000);
  assert.equal(parseInteger('1.25'), null);
  assert.equal(parseInteger('-1'), null);
  assert.equal(parseDecimal('12,5', 'vi'), 12.5);
  assert.equal(parseDecimal('1.250,75', 'vi'), 1250.75);
  assert.equal(parseDecimal('1.25', 'vi'), null);
  assert.equal(parseDecimal('12.5', 'en'), 12.5);
  assert.equal(formatBytes(1536 * 1024, 'vi'), '1,5 MB');
});

test('text is compared without accents', () => {
  assert.equal(fold('Đường Trần Hưng Đạo'), 'duong tran hung dao');
  assert.ok(contains('Cáp quang đường Hạ Long', 'duong cap'));
  assert.ok(contains('Hạ Long'.normalize('NFD'), 'hạ'));
  assert.ok(!contains('Hạ Long', 'huong'));
});

test('amounts are said in words', () => {
  for (const [amount, words] of [
    [0, 'không đồng'],
    [15, 'mười lăm đồng'],
    [21, 'hai mươi mốt đồng'],
    [105, 'một trăm linh năm đồng'],
    [1_250_000, 'một triệu hai trăm năm mươi nghìn đồng'],
    [1_000_005, 'một triệu không trăm linh năm đồng'],
    [2_000_000_000, 'hai tỷ đồng'],
    [1_050_000_011, 'một tỷ không trăm năm mươi triệu không trăm mười một đồng'],
  ] as const) {
    assert.equal(moneyInWords(amount), words);
  }
  assert.equal(moneyInWords(-1), '');
});

test('a title inside a sentence begins small, abbreviations stay', () => {
  assert.equal(inSentence('Ngày làm việc'), 'ngày làm việc');
  assert.equal(inSentence('Ống'), 'ống');
  assert.equal(inSentence('BTS trên mái'), 'BTS trên mái');
  assert.equal(inSentence(''), '');
});
