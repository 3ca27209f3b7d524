import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { waitFor, type TestDatabase } from '@cadastre/testing';
import { deadLetterParked, type DeadEvent } from '../../src/parking/dead-letter-parked.ts';
import { emptyNotes, notesDatabase } from './support.ts';

let db: TestDatabase;
const projection = 'notes.books';
let sent: number[];

beforeAll(async () => {
  db = await notesDatabase();
});
beforeEach(async () => {
  await emptyNotes(db);
  sent = [];
  await db.ownerPool.query('insert into projections.checkpoints (name, version) values ($1, 1)', [
    projection,
  ]);
  await db.ownerPool.query(
    /* sql */ `
    insert into projections.parked_keys (projection, key, tenant_id, position, event_id, event_type, code, reason)
    select $1, 'book-' || position, 'default', position, position || '-0', 'NoteTaken', '22003', 'out of range'
      from generate_series(1, 3) as position`,
    [projection],
  );
});
afterAll(() => db.drop());

const send = async ({ position }: DeadEvent): Promise<void> => void sent.push(position);
const free = (key: string): Promise<unknown> =>
  db.ownerPool.query('delete from projections.parked_keys where key = $1', [key]);

describe('a dead letter about an event that a key is parked at', () => {
  test('is sent once, in the order of the log', async () => {
    expect(await deadLetterParked(db.pool, projection, send)).toBe(3);
    expect(await deadLetterParked(db.pool, projection, send)).toBe(0);
    expect(sent).toEqual([1, 2, 3]);
  });

  test('is sent by one process at a time', async () => {
    let goOn = (): void => undefined;
    const wait = new Promise<void>((resolve) => (goOn = resolve));
    const slow = deadLetterParked(db.pool, projection, async (event) => {
      await send(event);
      await wait;
    });
    await waitFor(() => sent.length === 1);
    expect(await deadLetterParked(db.pool, projection, send)).toBe(0);
    goOn();
    expect(await slow).toBe(3);
    expect(sent).toEqual([1, 2, 3]);
  });

  test('is remembered although the next one could not be sent', async () => {
    const broken = async (event: DeadEvent): Promise<void> => {
      if (event.position === 2) throw new Error('brokers are away');
      await send(event);
    };
    await expect(deadLetterParked(db.pool, projection, broken)).rejects.toThrow('brokers are away');
    expect(await deadLetterParked(db.pool, projection, send)).toBe(2);
    expect(sent).toEqual([1, 2, 3]);
  });

  test('is not sent about a key that was freed meanwhile', async () => {
    const freeing = async (event: DeadEvent): Promise<void> => {
      await send(event);
      await free('book-2');
    };
    expect(await deadLetterParked(db.pool, projection, freeing)).toBe(2);
    expect(sent).toEqual([1, 3]);
  });
});
