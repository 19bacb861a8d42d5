import assert from 'node:assert/strict';
import test from 'node:test';
import type { Asset } from '../src/api/assets';
import {
  byOwner,
  changed,
  emptyBasket,
  itemOf,
  requestOf,
  unitsFor,
  withItems,
  withoutItem,
} from '../src/basket/basket';
import { differencesOf, valueText } from '../src/register/attributes';
import { partsOf, placesOf } from '../src/register/capacityParts';
import { attachmentHeights, boreCells, ductEndsAt, runsOf } from '../src/register/drawings/layout';
import { attributeChanges, draftOf, patchOf } from '../src/register/patch';

const capacity = {
  unit: 'attachment_position',
  installed: 10,
  own_use: 2,
  blocked: 1,
  policy_reserve: 1,
  reserved: 1,
  active: 2,
  free: 3,
};

const asset = (id: string, owner: string): Asset => ({
  id,
  code: id.toUpperCase(),
  kind: 'pole',
  owner: { id: owner, name: owner },
  geometry: { type: 'Point', coordinates: [107, 21] },
  shareable: true,
  lifecycle: 'in_service',
  bands: [],
  version: 1,
  address: 'A',
  attributes: { height_m: 10, earthed: true },
  capacity: [capacity],
});

const kinds = [
  {
    id: 'pole',
    title: '',
    shapes: [],
    attributes: [],
    units: [
      { id: 'load_nm', title: '', nature: 'budget' as const, max: 9 },
      { id: 'attachment_position', title: '', nature: 'slot' as const, max: 9 },
    ],
  },
];

test('the parts of a capacity fill its bar, overloaded or not', () => {
  const parts = partsOf(capacity);
  assert.equal(parts.at(-1)?.to, 1);
  assert.equal(parts[0]?.to, 0.2);
  const over = partsOf({ ...capacity, active: 9, free: 0 });
  assert.ok(Math.abs((over.at(-1)?.to ?? 0) - 1) < 1e-9);
  assert.equal(placesOf(capacity).length, 10);
  assert.equal(partsOf({ ...capacity, installed: 0, own_use: 0 }).length, 6);
});

test('the table of a drawing names runs of places', () => {
  assert.deepEqual(runsOf(['own', 'own', 'active', 'free']), [
    { from: 1, to: 2, part: 'own' },
    { from: 3, to: 3, part: 'active' },
    { from: 4, to: 4, part: 'free' },
  ]);
  assert.deepEqual(runsOf([]), []);
});

test('places of a drawing stand inside it', () => {
  for (const height of [6, 8.5, 20])
    for (const at of attachmentHeights(12, height, true)) assert.ok(at > 0 && at < height);
  assert.equal(attachmentHeights(1, 10, false).length, 1);
  assert.deepEqual(boreCells(5), {
    columns: 3,
    rows: 2,
    cells: [
      { column: 0, row: 0 },
      { column: 1, row: 0 },
      { column: 2, row: 0 },
      { column: 0, row: 1 },
      { column: 1, row: 1 },
    ],
  });
  assert.equal(boreCells(0).rows, 1);
});

test('ducts end at the wall that they leave through', () => {
  const duct = (id: string, coordinates: number[][]) => ({
    id,
    code: id,
    geometry: { type: 'LineString' as const, coordinates },
  });
  const ends = ductEndsAt(
    [107, 21],
    [
      duct('a', [
        [107, 21],
        [107.001, 21],
      ]),
      duct('b', [
        [107, 21.001],
        [107, 21.00001],
      ]),
      duct('c', [
        [107.1, 21],
        [107.2, 21],
      ]),
    ],
  );
  assert.deepEqual(ends, [
    { id: 'a', code: 'a', wall: 'east' },
    { id: 'b', code: 'b', wall: 'north' },
  ]);
});

test('values of attributes are written with their unit and title', () => {
  const texts = { language: 'vi' as const, yes: 'Có', no: 'Không' };
  const attribute = {
    id: 'x',
    title: '',
    form: 'number' as const,
    required: false,
    measure: 'm',
    choices: [{ id: 'steel', title: 'Thép' }],
  };
  assert.equal(valueText(attribute, 12.5, texts), '12,5 m');
  assert.equal(valueText({ ...attribute, form: 'choice' }, 'steel', texts), 'Thép');
  assert.equal(valueText(undefined, true, texts), 'Có');
  assert.equal(valueText({ ...attribute, form: 'date' }, '2026-12-01', texts), '01/12/2026');
  assert.deepEqual(differencesOf({ a: 1, b: null }, { a: 2 }), [
    { name: 'a', before: 1, after: 2 },
  ]);
});

test('a patch has what differs and nothing else', () => {
  const one = asset('a', 'o');
  assert.equal(patchOf(one, draftOf(one)), null);
  const draft = { ...draftOf(one), address: ' ', attributes: { height_m: 11 }, reason: 'x' };
  assert.deepEqual(patchOf(one, draft), {
    address: null,
    attributes: { height_m: 11, earthed: null },
    reason: 'x',
  });
  assert.deepEqual(attributeChanges({ a: 'x' }, { a: ' ' }), { a: null });
});

test('the basket has one request an owner, and each asset once', () => {
  const units = unitsFor('pole', [], kinds);
  assert.deepEqual(units, [{ unit: 'attachment_position', quantity: 1 }]);
  assert.deepEqual(unitsFor('pole', [{ unit: 'load_nm', quantity: 5 }], kinds), [
    { unit: 'load_nm', quantity: 5 },
  ]);
  assert.deepEqual(unitsFor('tower', [], kinds), []);
  const items = [asset('a', 'x'), asset('b', 'y'), asset('c', 'x')].map((one) =>
    itemOf(one, units),
  );
  const full = withItems(withItems(emptyBasket(), items), items);
  assert.equal(full.items.length, 3);
  const groups = byOwner(full.items);
  assert.deepEqual(
    groups.map(({ owner, items: some }) => [owner.id, some.length]),
    [
      ['x', 2],
      ['y', 1],
    ],
  );
  const [first] = groups;
  assert.ok(first);
  const body = requestOf({ ...full, title: ' Cáp ' }, first);
  assert.equal(body.title, 'Cáp');
  assert.deepEqual(
    body.elements?.map(({ asset_id }) => asset_id),
    ['a', 'c'],
  );
  assert.equal('starts_on' in body, false);
  assert.equal(byOwner(withoutItem(full, 'b').items).length, 1);
});

test('what is added after a request was filed belongs to another request', () => {
  const units = [{ unit: 'attachment_position', quantity: 1 }];
  const basket = {
    ...withItems(emptyBasket(), [itemOf(asset('a', 'x'), units), itemOf(asset('b', 'y'), units)]),
    keys: { 'x submit': '1', 'y create': '2' },
    results: {
      x: { case_id: 'c', code: 'C', version: 2, submitted: true },
      y: { case_id: 'd', code: 'D', version: 1, submitted: false },
    },
  };
  const next = withItems(basket, [itemOf(asset('e', 'x'), units)]);
  assert.deepEqual(
    next.items.map(({ asset_id }) => asset_id),
    ['b', 'e'],
  );
  assert.deepEqual(Object.keys(next.results), ['y']);
  assert.deepEqual(next.keys, { 'y create': '2' });
});

test('a changed basket keeps the keys of drafts that exist', () => {
  const basket = {
    ...emptyBasket(),
    keys: { 'x create': '1', 'y create': '2' },
    results: { x: { case_id: 'c', code: 'C', version: 1, submitted: false } },
  };
  assert.deepEqual(changed(basket).keys, { 'x create': '1' });
});
