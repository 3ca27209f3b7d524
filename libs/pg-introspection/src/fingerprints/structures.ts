import type { ObjectIdentity, SystemCatalog } from '@cadastre/events';
import type { Footprint } from '../session/footprint.ts';
import { statement, stream, type Statement } from '../session/statement.ts';
import type { TargetSession } from '../session/target-session.ts';

/** What an object is, without its name, so far that hardly another is the same. */
export type Structure = {
  readonly identity: ObjectIdentity;
  /**
   * As PostgreSQL prints a `text[]`. A routine's arguments, its language and the SHA-256 of its body, hex; an enum's labels
   * and the attributes of a composite type, behind that word; schema, table and column that own a sequence.
   */
  readonly parts: string;
};

type StructureRow = readonly [catalog: string, oid: string, parts: string];

/**
 * The body is hashed as its bytes are sent, so that it is the same text here whatever the database's encoding. One in SQL
 * has none, and printing it would lock what it names.
 */
const structuresStatement = (oids: readonly number[]): Statement<StructureRow> =>
  statement(
    /* sql */ `
    with wanted as materialized (select w.oid from pg_catalog.unnest($1::pg_catalog.oid[]) as w(oid))
    select 'pg_proc', p.oid,
           array[pg_catalog.pg_get_function_identity_arguments(p.oid), l.lanname::pg_catalog.text,
                 pg_catalog.encode(pg_catalog.sha256(pg_catalog.textsend(p.prosrc)), 'hex')]::pg_catalog.text
      from wanted
      join pg_catalog.pg_proc p on p.oid = wanted.oid
      join pg_catalog.pg_language l on l.oid = p.prolang
     where p.prokind <> 'a' and p.probin is null and p.prosrc <> ''
    union all
    select 'pg_type', t.oid,
           case when t.typtype = 'e'
                then pg_catalog.array_prepend('enum', array(
                       select e.enumlabel::pg_catalog.text from pg_catalog.pg_enum e
                        where e.enumtypid = t.oid order by e.enumsortorder))
                else pg_catalog.array_prepend('composite', array(
                       select a.attname::pg_catalog.text from pg_catalog.pg_attribute a
                        where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped order by a.attnum)) end::pg_catalog.text
      from wanted
      join pg_catalog.pg_type t on t.oid = wanted.oid
     where t.typtype = 'e' or t.typtype = 'c'
    union all
    select 'pg_class', c.oid,
           array[n.nspname::pg_catalog.text, o.relname::pg_catalog.text, a.attname::pg_catalog.text]::pg_catalog.text
      from wanted
      join pg_catalog.pg_class c on c.oid = wanted.oid
      join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid
       and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjsubid > 0
       and (d.deptype = 'a' or d.deptype = 'i')
      join pg_catalog.pg_class o on o.oid = d.refobjid
      join pg_catalog.pg_namespace n on n.oid = o.relnamespace
      join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
     where c.relkind = 'S'`,
    [`{${oids.join(',')}}`],
    5_000,
  );

export async function* structuresOf(
  session: TargetSession,
  oids: readonly number[],
  footprint: Footprint,
): AsyncGenerator<Structure[], void> {
  for await (const rows of stream(session, structuresStatement(oids), footprint))
    yield rows.map(([catalog, oid, parts]) => ({
      identity: { catalog: catalog as SystemCatalog, oid: Number(oid) },
      parts,
    }));
}
