import type { LoggedEvent } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import type { AnyProjection } from '../projection.ts';
import { isPoison } from './poison.ts';
import { runsByKey, runsByPosition, type Entry } from './runs.ts';

type Handler = (events: readonly LoggedEvent[], tx: Queryable) => Promise<unknown>;

/** Hands the events to their handlers, run by run. Throws what a handler throws. */
export const applyEvents = async (
  tx: Queryable,
  projection: AnyProjection,
  entries: readonly Entry[],
): Promise<void> => {
  if (entries.length === 0) return;
  const cut = projection.order === 'key' ? runsByKey : runsByPosition;
  for (const { type, events } of cut(entries)) {
    const handler = projection.on[type] as Handler | undefined;
    await handler?.call(projection.on, events, tx);
  }
  const afterBatch = projection.afterBatch as Handler | undefined;
  await afterBatch?.call(
    projection,
    entries.map(({ event }) => event),
    tx,
  );
};

/** Deferred constraints would fail at commit, where nobody knows whose event it was. */
const keep = 'set constraints all immediate; set constraints all deferred; release savepoint event';
const undo = 'rollback to savepoint event; release savepoint event';

/**
 * The same without breaking the transaction: null when it went well, or the error that the events themselves caused. Any
 * other error is thrown; a connection that is gone cannot roll back to a savepoint either.
 */
export const tryEvents = async (
  tx: Queryable,
  projection: AnyProjection,
  entries: readonly Entry[],
): Promise<{ error: unknown } | null> => {
  await tx.query('savepoint event');
  try {
    await applyEvents(tx, projection, entries);
    await tx.query(keep);
    return null;
  } catch (error) {
    await tx.query(undo);
    if (!isPoison(error)) throw error;
    return { error };
  }
};
