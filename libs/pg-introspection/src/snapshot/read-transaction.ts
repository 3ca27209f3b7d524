import type { Footprint } from '../session/footprint.ts';
import { measureTransaction } from '../session/footprint.ts';
import type { TargetSession } from '../session/target-session.ts';

/** An open transaction on a target; `end` closes it whatever its state, once, and never throws. */
export type ReadTransaction = { end(): Promise<void> };

/**
 * Opens the one kind of transaction a target ever sees from us. The settings are local to it: through a
 * transaction-pooling proxy nothing of ours is left on the server's connection.
 */
export const beginRead = async (
  session: TargetSession,
  settings: Readonly<Record<string, string>>,
  footprint: Footprint,
): Promise<ReadTransaction> => {
  const measured = measureTransaction(session, footprint);
  footprint.queries += 1;
  await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await changeSettings(session, settings, footprint);
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

/** For the rest of the open transaction. */
export const changeSettings = async (
  session: TargetSession,
  settings: Readonly<Record<string, string>>,
  footprint: Footprint,
): Promise<void> => {
  footprint.queries += 1;
  const names = Object.keys(settings);
  await session.query(
    /* sql */ `
    select pg_catalog.set_config(s.name, s.value, true)
      from rows from (pg_catalog.unnest($1::pg_catalog.text[]), pg_catalog.unnest($2::pg_catalog.text[]))
             as s(name, value)`,
    [names, names.map((name) => settings[name])],
  );
};
