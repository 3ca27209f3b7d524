import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestDatabase } from '@cadastre/testing';
import { LeadLost, acquireLead, advance, type Lead } from '../../src/checkpoint/lead.ts';
import { readPosition } from '../../src/checkpoint/read-checkpoints.ts';
import { notesDatabase } from './support.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await notesDatabase();
});
afterAll(() => db.drop());

const lead = async (name: string, owner = 'a'): Promise<Lead> => {
  const taken = await acquireLead(db.pool, { name, version: 1, owner, leaseMs: 60_000 });
  if (taken === null) throw new Error(`${name} is led by another`);
  return taken;
};

test('moves from where the leader left it, and from nowhere else', async () => {
  const first = await lead('from-its-place');
  const second = await advance(db.pool, first, 5);
  expect(second.position).toBe(5);
  // The same batch again, as after an acknowledgement that was lost.
  await expect(advance(db.pool, first, 7)).rejects.toThrow(LeadLost);
  expect(await readPosition(db.pool, 'from-its-place')).toBe(5);
  await advance(db.pool, second, 7);
  expect(await readPosition(db.pool, 'from-its-place')).toBe(7);
});

test('does not move for a leader whose epoch is over', async () => {
  const before = await lead('one-epoch');
  await lead('one-epoch');
  await expect(advance(db.pool, before, 1)).rejects.toThrow(LeadLost);
  expect(await readPosition(db.pool, 'one-epoch')).toBe(0);
});
