import type { CatalogObject } from '@cadastre/events';
import type { TestSession } from './test-session.ts';

type Texts = ReadonlyMap<string, string>;
type Definitions = { indexes: Texts; constraints: Texts };

/** What the server itself prints for every index and constraint that is not PostgreSQL's own. */
export const printedDefinitions = async (session: TestSession): Promise<Definitions> => {
  const printed = async (sql: string): Promise<Texts> => {
    const rows = await session.query<[string, string, string]>(sql);
    return new Map(rows.map(([oid, name, text]) => [`${oid} ${name}`, text]));
  };
  await session.query(`set search_path = ''`);
  return {
    indexes: await printed(
      `select i.indrelid, c.relname, pg_catalog.pg_get_indexdef(i.indexrelid)
         from pg_catalog.pg_index i
         join pg_catalog.pg_class c on c.oid = i.indexrelid
         join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname not in ('pg_catalog', 'pg_toast')`,
    ),
    constraints: await printed(
      `select conrelid, conname, pg_catalog.pg_get_constraintdef(oid)
         from pg_catalog.pg_constraint where conrelid >= 16384`,
    ),
  };
};

type Part = { name: string; definition: string };

/** The same as introspection gives it. */
export const readDefinitions = (objects: readonly CatalogObject[]): Definitions => {
  const texts = (part: 'indexes' | 'constraints'): Texts =>
    new Map(
      objects.flatMap(({ identity, definition }) => {
        const parts = (definition as Partial<Record<typeof part, Part[]>>)[part] ?? [];
        return parts.map(({ name, definition: text }) => [`${identity.oid} ${name}`, text] as const);
      }),
    );
  return { indexes: texts('indexes'), constraints: texts('constraints') };
};

/**
 * Indexes of every sort: each operator class by name, and the default one, on every type that a column can have and
 * that the class accepts.
 */
export const indexesOfEverySort = /* sql */ `
  create schema more;
  create procedure more.try_to(command text) language plpgsql as $$
  begin
    execute command;
  exception when others then
    null; -- a type without a default operator class there, or a method that takes one column
  end $$;
  do $$
  declare
    one record;
    place int := 0;
  begin
    for one in
      select am.amname, t.typ, o.opcnamespace::regnamespace as schema, o.opcname
        from pg_opclass o
        join pg_am am on am.oid = o.opcmethod
        join lateral (
          select format_type(o.opcintype, null) as typ
           where (select typtype from pg_type where oid = o.opcintype) <> 'p'
          union all
          select v.typ
            from (values (25, 'varchar(10)'), (25, 'f_table.code'), (2277, 'int[]'), (2277, 'varchar[]'),
                         (3500, 'f_table.colour'), (3831, 'f_type.span'), (2249, 'f_type.pair'), (1042, 'char(3)'),
                         (1042, 'varchar'), (869, 'cidr'), (26, 'regclass'), (2277, 'f_type.amounts')) as v(class, typ)
           where v.class = o.opcintype) as t on true
    loop
      place := place + 1;
      execute format('create table more.t%s (k %s, "K ""2""" %s)', place, one.typ, one.typ);
      call more.try_to(format('create index i%s on more.t%s using %I (k)', place, place, one.amname));
      call more.try_to(format('create index j%s on more.t%s using %I (k, "K ""2""")', place, place, one.amname));
      call more.try_to(format('create index k%s on more.t%s using %I (k %s.%I)',
                              place, place, one.amname, one.schema, one.opcname));
    end loop;
  end $$;`;
