import type { Footprint } from '../session/footprint.ts';
import type { RawRow, TargetSession } from '../session/target-session.ts';

/** The catalogs that PostgreSQL prints definitions from, other than by our snapshot. */
const catalogs = [
  'pg_class',
  'pg_attribute',
  'pg_index',
  'pg_trigger',
  'pg_proc',
  'pg_type',
  'pg_namespace',
  'pg_operator',
  'pg_collation',
  'pg_statistic_ext',
  'pg_ts_dict',
] as const;

const temporarySchema = "'^pg_(toast_)?temp_'";
const isTemporaryRelation = (oid: string): string =>
  `(select c.relpersistence operator(pg_catalog.=) 't' from pg_catalog.pg_class c where c.oid operator(pg_catalog.=) ${oid})`;

/** Temporary tables come and go all the time, and nothing of them is in a catalog. */
const isTemporary: Readonly<Partial<Record<(typeof catalogs)[number], string>>> = {
  pg_class: `x.relpersistence operator(pg_catalog.=) 't'`,
  pg_attribute: isTemporaryRelation('x.attrelid'),
  pg_index: isTemporaryRelation('x.indrelid'),
  pg_namespace: `x.nspname operator(pg_catalog.~) ${temporarySchema}`,
  pg_type: `(select n.nspname operator(pg_catalog.~) ${temporarySchema}
               from pg_catalog.pg_namespace n where n.oid operator(pg_catalog.=) x.typnamespace)`,
};

/**
 * Asked outside of any transaction of ours, under whatever search path the role has: operators name their schema.
 *
 * A row is newer than the snapshot when its transaction was not visible there. Only young rows are looked at that
 * closely; ages count from the same transaction id, so their difference makes 64 bits of 32.
 */
const hasNewRows = (catalog: (typeof catalogs)[number]): string => /* sql */ `
  exists (select from pg_catalog.${catalog} x
           where pg_catalog.age(x.xmin) operator(pg_catalog.>=) 0 and pg_catalog.age(x.xmin) operator(pg_catalog.<=) b.age
             and not pg_catalog.txid_visible_in_snapshot(
               b.xmin operator(pg_catalog.+) b.age operator(pg_catalog.-) pg_catalog.age(x.xmin), b.snapshot)
             and not coalesce(${isTemporary[catalog] ?? 'false'}, false))`;

const sql = /* sql */ `
  select pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot())
           operator(pg_catalog.<>) pg_catalog.txid_snapshot_xmax(b.snapshot)
         and (${catalogs.map(hasNewRows).join(' or ')})
    from (select s.snapshot, pg_catalog.txid_snapshot_xmin(s.snapshot) as xmin,
                 pg_catalog.age((pg_catalog.txid_snapshot_xmin(s.snapshot) operator(pg_catalog.%) 4294967296)
                                ::pg_catalog.text::pg_catalog.xid)::pg_catalog.int8 as age
            from (select $1::pg_catalog.txid_snapshot as snapshot) as s) as b`;

/**
 * Whether DDL was committed since the snapshot. The rows that were read are all of one moment, but PostgreSQL prints
 * view, index and function texts with the names of now: these may be newer than what stands beside them. The next
 * reading sets that right.
 */
export const changedMeanwhile = async (
  session: TargetSession,
  snapshot: string,
  footprint: Footprint,
): Promise<boolean> => {
  footprint.queries += 1;
  footprint.rows += 1;
  const [row] = await session.query<RawRow>(sql, [snapshot]);
  return row?.[0] === 't';
};
