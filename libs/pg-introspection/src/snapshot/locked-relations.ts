import type { Footprint } from '../session/footprint.ts';
import { readAll, statement, type Statement } from '../session/statement.ts';
import type { TargetSession } from '../session/target-session.ts';
import type { SkippedScope } from '@cadastre/events';
import { beginRead } from './read-transaction.ts';
import { RelationsLocked } from './relations-locked.ts';
import { shortReadSettings, type SnapshotLimits } from './snapshot-settings.ts';

type LockedRow = readonly [relation: string, schema: string];

/** Relations that somebody else holds, or waits for, in the one mode that keeps even readers out. */
export const lockedRelationsStatement = (): Statement<LockedRow> =>
  statement(
    /* sql */ `
    select distinct c.oid, n.nspname
      from pg_catalog.pg_locks l
      join pg_catalog.pg_class c on c.oid = l.relation
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where l.locktype = 'relation' and l.mode = 'AccessExclusiveLock' and l.pid <> pg_catalog.pg_backend_pid()
       and l.database = (select d.oid from pg_catalog.pg_database d
                          where d.datname = pg_catalog.current_database())`,
    [],
    1_000,
  );

/** Names the schemas that kept us waiting. */
export const relationsLocked = async (
  session: TargetSession,
  { limits, footprint, cause }: { limits: SnapshotLimits; footprint: Footprint; cause: unknown },
): Promise<RelationsLocked> => {
  const transaction = await beginRead(session, shortReadSettings(limits), footprint);
  try {
    const rows = await readAll(session, lockedRelationsStatement(), footprint);
    const schemas = [...new Set(rows.map(([, schema]) => schema))].sort();
    return new RelationsLocked({ schemas, relations: rows.length }, { cause });
  } finally {
    await transaction.end();
  }
};

/** The schemas that would keep us waiting now. */
export const lockedSchemas = async (
  session: TargetSession,
  footprint: Footprint,
): Promise<SkippedScope[]> => {
  const rows = await readAll(session, lockedRelationsStatement(), footprint);
  const schemas = [...new Set(rows.map(([, schema]) => schema))].sort();
  return schemas.map((scope) => {
    const relations = rows.filter(([, schema]) => schema === scope).length;
    return { scope, reason: `another session holds ${relations} of its relations exclusively` };
  });
};
