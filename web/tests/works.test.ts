// Works: what an approved place fills in, what the law is asked, what the draft says.
import assert from 'node:assert/strict';
import test from 'node:test';
import { mayFollow } from '../src/cases/follows';
import { atSite, bodyOf, questionOf, type Site, worksSpec } from '../src/filing/works/works';

const site: Site = {
  asset_kind: 'tower',
  height_m: 42,
  settlement: 'urban',
  address: 'Lê Thánh Tông',
  place: { type: 'Point', coordinates: [107.07, 20.95] },
};

test('an approved place fills in what is empty, and keeps what was typed', () => {
  const typed = { ...worksSpec.empty(), title: 'Trạm mới', address: 'Số 1' };
  const first = atSite(typed, 'a', 'Trạm', site);
  assert.equal(first.title, 'Trạm mới');
  assert.equal(first.address, 'Số 1');
  assert.equal(first.asset_kind, 'tower');
  const second = atSite({ ...first, height_m: 30 }, 'b', 'Trạm', {
    ...site,
    asset_kind: 'pole',
    height_m: 12,
  });
  assert.equal(second.asset_kind, 'pole');
  assert.equal(second.height_m, 30);
  assert.equal(second.address, 'Số 1');
  assert.equal(second.siting_case_id, 'b');
});

test('the law is asked as soon as the kind of works is known', () => {
  const empty = worksSpec.empty();
  assert.equal(questionOf(empty), undefined);
  assert.deepEqual(questionOf({ ...empty, work: 'line', in_plan: 'yes', on: '2026-12-01' }), {
    work: 'line',
    in_plan: true,
    on: '2026-12-01',
  });
});

test('a draft has no answer that was not given, and no assumed day', () => {
  const body = bodyOf({ ...worksSpec.empty(), title: ' Tuyến ', on: '2026-12-01' });
  assert.deepEqual(body, { title: 'Tuyến', description: '', address: '' });
});

test('a case that ended without an agreement in force may be followed', () => {
  assert.equal(mayFollow({ phase: 'closed', decision: 'refused' }), true);
  assert.equal(mayFollow({ phase: 'closed', decision: 'revoked' }), false);
  assert.equal(mayFollow({ phase: 'in_force', decision: 'granted' }), false);
});
