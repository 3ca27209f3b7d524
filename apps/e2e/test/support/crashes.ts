import { expect } from '@jest/globals';
import { waitFor, type TestDatabase } from '@cadastre/testing';
import type { Running } from './cadastre.ts';

/** The machine may be busy with other tests. */
export const crashPatienceMs = 60_000;

/** Settings of a process that kills itself at that place in the code. */
export const dyingAt = (point: string): Record<string, string> => ({ CADASTRE_CRASH_AT: point });

export const diedByItsOwnHand = async ({ program }: Running): Promise<void> => {
  await waitFor(() => !program.isRunning, {
    timeoutMs: crashPatienceMs,
    what: 'the process to die at its crash point',
  });
  expect(await program.exited).toEqual({ code: null, signal: 'SIGKILL' });
};

/** The number that an expression gives. */
export const countIn = async ({ ownerPool }: TestDatabase, sql: string): Promise<number> => {
  const { rows } = await ownerPool.query<{ n: number }>(`select (${sql})::int as n`);
  return rows[0]?.n ?? -1;
};

/** Each event of a kind once, and every commit with its place in a log without gaps. */
export const expectSoundLog = async (database: TestDatabase): Promise<void> => {
  const count = (sql: string): Promise<number> => countIn(database, sql);
  await waitFor(async () => (await count('select count(*) from event_store.pending')) === 0, {
    timeoutMs: crashPatienceMs,
  });
  const events = await count('select count(*) from event_store.events');
  expect(await count('select last_position from event_store.sequencer')).toBe(events);
  expect(await count('select sum(event_count) from event_store.log')).toBe(events);
  expect(await count('select max(first_position + event_count - 1) from event_store.log')).toBe(events);
  expect(await count('select count(*) from event_store.commits')).toBe(
    await count('select count(*) from event_store.log'),
  );
};
