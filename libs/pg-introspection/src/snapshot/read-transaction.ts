import type { Footprint } from '../session/footprint.ts';
import { measureTransaction } from '../session/footprint.ts';
import type { TargetSession } from '../session/target-session.ts';

/** An open transaction on a target; `end` closes it whatever its state, once, and never throws. */
export type ReadTransaction = { end(): Promise<void> };

/** For the rest of the open transaction. */
export type Settings = Readonly<Record<string, string>>;

/** Opens the one kind of transaction a target ever sees from us. Its first statement sets what `settingsSql` says. */
export const beginRead = async (session: TargetSession, footprint: Footprint): Promise<ReadTransaction> => {
  const measured = measureTransaction(session, footprint);
  footprint.queries += 1;
  await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  let isOpen = true;
  return {
    end: async () => {
      if (!isOpen) return;
      isOpen = false;
      footprint.queries += 1;
      // Read only: there is nothing to keep, and ROLLBACK also ends a transaction that has failed.
      await session.query('ROLLBACK').catch(() => undefined);
      measured();
    },
  };
};

/**
 * Rows `('setting', 0, value)` that set something on the way, for a statement that is sent anyhow. Local to the
 * transaction: through a transaction-pooling proxy nothing of ours is left on the server's connection.
 */
export const settingsSql = (settings: Settings): string =>
  Object.entries(settings)
    .map(([name, value]) => `select 'setting', 0, pg_catalog.set_config('${name}', '${value}', true)`)
    .join(' union all ');
