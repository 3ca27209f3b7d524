import type { Footprint } from '../session/footprint.ts';
import { readAll, statement, type Statement } from '../session/statement.ts';
import type { TargetSession } from '../session/target-session.ts';
import type { SkippedScope } from '@cadastre/events';
import { beginRead, settingsSql, type Settings } from './read-transaction.ts';
import { RelationsLocked } from './relations-locked.ts';
import { shortReadSettings, type SnapshotLimits } from './snapshot-settings.ts';

/** `lock`, and settings on the way. */
type LockedRow = readonly [what: string, relation: string, schema: string];

/**
 * Relations that somebody else holds, or waits for, in the one mode that keeps even readers out. It may be the first
 * statement of its transaction, and so is parsed before our empty search path holds: operators name their schema, or
 * those of a schema that the role's own path puts first would be run.
 */
const lockedRelationsStatement = (settings: Settings): Statement<LockedRow> =>
  statement(
    /* sql */ `
    ${settingsSql(settings)}
    union all
    select 'lock', l.oid, l.nspname from (
    select distinct c.oid, n.nspname
      from pg_catalog.pg_locks l
      join pg_catalog.pg_class c on c.oid operator(pg_catalog.=) l.relation
      join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
     where l.locktype operator(pg_catalog.=) 'relation' and l.mode operator(pg_catalog.=) 'AccessExclusiveLock'
       and l.pid operator(pg_catalog.<>) pg_catalog.pg_backend_pid()
       and l.database operator(pg_catalog.=) (select d.oid from pg_catalog.pg_database d
                          where d.datname operator(pg_catalog.=) pg_catalog.current_database())) as l`,
    [],
    1_000,
  );

/** Names the schemas that kept us waiting. */
export const relationsLocked = async (
  session: TargetSession,
  { limits, footprint, cause }: { limits: SnapshotLimits; footprint: Footprint; cause: unknown },
): Promise<RelationsLocked> => {
  const transaction = await beginRead(session, footprint);
  try {
    const rows = await lockedRows(session, shortReadSettings(limits), footprint);
    const schemas = [...new Set(rows.map(([, , schema]) => schema))].sort();
    return new RelationsLocked({ schemas, relations: rows.length }, { cause });
  } finally {
    await transaction.end();
  }
};

const lockedRows = async (
  session: TargetSession,
  settings: Settings,
  footprint: Footprint,
): Promise<LockedRow[]> =>
  (await readAll(session, lockedRelationsStatement(settings), footprint)).filter(([what]) => what === 'lock');

/** The schemas that would keep us waiting now. Of the open transaction, whose settings it keeps. */
export const lockedSchemas = async (
  session: TargetSession,
  settings: Settings,
  footprint: Footprint,
): Promise<SkippedScope[]> => {
  const rows = await lockedRows(session, settings, footprint);
  const schemas = [...new Set(rows.map(([, , schema]) => schema))].sort();
  return schemas.map((scope) => {
    const relations = rows.filter(([, , schema]) => schema === scope).length;
    return { scope, reason: `another session holds ${relations} of its relations exclusively` };
  });
};
