import assert from 'node:assert/strict';
import test from 'node:test';
import { eventReader, type ServerEvent } from '../src/api/sse';

const TEXT = [
  'data: \nid: 7\n\n',
  ': the stream is alive\n\n',
  'event: case\ndata: {"version":2}\n\n',
  'id:8\r\ndata: một\r\ndata:hai\r\n\r\n',
  'data: cut off',
].join('');

function read(pieces: readonly string[]): { events: ServerEvent[]; ids: string[] } {
  const events: ServerEvent[] = [];
  const ids: string[] = [];
  const take = eventReader({ event: (event) => events.push(event), id: (id) => ids.push(id) });
  for (const piece of pieces) take(piece);
  return { events, ids };
}

test('events are read wherever the stream is cut', () => {
  const whole = {
    events: [
      { name: 'case', data: '{"version":2}' },
      { name: 'message', data: 'một\nhai' },
    ],
    ids: ['7', '8'],
  };
  assert.deepEqual(read([TEXT]), whole);
  assert.deepEqual(read([...TEXT]), whole);
});
