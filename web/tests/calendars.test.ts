import assert from 'node:assert/strict';
import test from 'node:test';
import { isWorkingDay, nextWorkingDay, specialDays } from '../src/api/calendars';

const special = specialDays({
  id: 'vn',
  version: '1',
  confirmed_until: '2026-12-31',
  days: [
    { day: '2026-09-01', kind: 'holiday' },
    { day: '2026-09-02', kind: 'holiday' },
    { day: '2026-09-05', kind: 'make_up' },
    { day: '2026-09-07', kind: 'swapped_off' },
  ],
});

test('weekends, holidays and swapped days are off, made-up Saturdays are not', () => {
  assert.equal(isWorkingDay('2026-09-04', special), true);
  assert.equal(isWorkingDay('2026-09-05', special), true);
  assert.equal(isWorkingDay('2026-09-06', special), false);
  assert.equal(isWorkingDay('2026-09-07', special), false);
  assert.equal(nextWorkingDay('2026-08-31', special), '2026-09-03');
  assert.equal(nextWorkingDay('2026-09-05', special), '2026-09-08');
});
