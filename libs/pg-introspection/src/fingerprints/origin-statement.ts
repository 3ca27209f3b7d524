import { statement, type Statement } from '../session/statement.ts';
import { settingsSql, type Settings } from '../snapshot/read-transaction.ts';

/** `name`: catalog/oid and a name. Everything else: the fact and its value. */
export type OriginRow = readonly [what: string, key: string, value: string];

/** Who the cluster is; only some roles of some providers may not ask. */
const systemSql = /* sql */ `
  union all select 'system', '', s.system_identifier::pg_catalog.text from pg_catalog.pg_control_system() s
  union all select 'timeline', '', c.timeline_id::pg_catalog.text from pg_catalog.pg_control_checkpoint() c`;

/**
 * Where the snapshot is of, by whom it is seen, and which transaction ids were given out. It sets what comes after it, and so
 * is parsed before our empty search path holds: operators name their schema.
 */
export const originStatement = (options: {
  readonly withSystem: boolean;
  readonly settings: Settings;
}): Statement<OriginRow> =>
  statement(
    /* sql */ `
    select s.what, s.key::pg_catalog.text, s.value from (${settingsSql(options.settings)}) as s(what, key, value)
    union all
    select 'name', pg_catalog.concat('pg_namespace/', n.oid), n.nspname::pg_catalog.text
      from pg_catalog.pg_namespace n
     where n.nspname::pg_catalog.text operator(pg_catalog.!~) '^pg_(toast_)?temp_'
    union all
    select 'name', pg_catalog.concat('pg_tablespace/', t.oid), t.spcname::pg_catalog.text
      from pg_catalog.pg_tablespace t
    union all
    select 'transaction', '', pg_catalog.txid_snapshot_xmax(s.now)::pg_catalog.text
      from (select pg_catalog.txid_current_snapshot() as now) as s
    union all
    select 'quiet', '', (pg_catalog.txid_snapshot_xmin(s.now) operator(pg_catalog.=) pg_catalog.txid_snapshot_xmax(s.now)
                         and not pg_catalog.pg_is_in_recovery())::pg_catalog.text
      from (select pg_catalog.txid_current_snapshot() as now) as s
    union all
    select 'startedAt', '', pg_catalog.pg_postmaster_start_time()::pg_catalog.text
    union all
    select 'databaseOid', '', d.oid::pg_catalog.text
      from pg_catalog.pg_database d where d.datname operator(pg_catalog.=) pg_catalog.current_database()
    union all
    select 'serverVersion', '', pg_catalog.version()
    union all
    select 'role', '', pg_catalog.concat(r.oid, ' ', r.rolsuper)
      from pg_catalog.pg_roles r where r.rolname operator(pg_catalog.=) current_user
    ${options.withSystem ? systemSql : ''}`,
    [],
    5_000,
  );
