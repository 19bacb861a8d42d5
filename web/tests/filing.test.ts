// Who may open a case, against the grants of the server; and places from typed vertices.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { filingAction } from '../src/filing/filingAction';
import { geometryOf, verticesOf } from '../src/filing/place';
import { CREATORS } from '../src/session/creatable';

const grants = readFileSync(
  join(import.meta.dirname, '..', '..', 'policies', 'access', 'grants.csv'),
  'utf8',
)
  .split('\n')
  .map((line) => line.split(',').map((part) => part.trim()));

/** Roles that a grant names, itself or through a group. */
const rolesOf = (name: string): string[] => {
  const members = grants.filter(([what, , group]) => what === 'g' && group === name);
  return members.length > 0 ? members.map(([, role = '']) => role) : [name];
};

test('the kinds that a role may open are those that the grants name', () => {
  for (const [kind, roles] of Object.entries(CREATORS)) {
    const granted = grants
      .filter(([what, , , of, verb]) => what === 'p' && of === kind && verb === 'create')
      .flatMap(([, name = '']) => rolesOf(name));
    assert.deepEqual([...roles].sort(), [...new Set(granted)].sort(), kind);
  }
});

test('a place has as many vertices as its shape needs', () => {
  const [a, b, c] = [
    [107, 21],
    [107.1, 21],
    [107.1, 21.1],
  ] as const;
  assert.deepEqual(geometryOf([a], ['Point']), { type: 'Point', coordinates: [107, 21] });
  assert.equal(geometryOf([a, b], ['Point']), undefined);
  assert.equal(geometryOf([a], ['LineString', 'Polygon']), undefined);
  assert.equal(geometryOf([a, b, c], ['LineString', 'Polygon'])?.type, 'LineString');
  const area = geometryOf([a, b, c, a], ['LineString', 'Polygon']);
  assert.equal(area?.type, 'Polygon');
  assert.deepEqual(verticesOf(area), [a, b, c, a]);
  assert.deepEqual(geometryOf([a, b, c], ['Polygon']), area);
  assert.equal(geometryOf([a, b], ['Polygon']), undefined);
});

test('the action that files a draft leads into an open state', () => {
  const states = [
    { id: 'prepared', phase: 'draft' },
    { id: 'dropped', phase: 'closed' },
    { id: 'received', phase: 'open' },
  ];
  const drop = { action: 'a', leads_to: 'dropped' };
  const file = { action: 'b', leads_to: 'received' };
  assert.equal(filingAction([drop, file], states), 'b');
  assert.equal(filingAction([drop], states), undefined);
});
