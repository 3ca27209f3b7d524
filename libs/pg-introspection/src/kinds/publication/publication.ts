import type { DefinitionOf } from '@cadastre/events';
import { jsonSql, listSql } from '../../small-catalogs/facts.ts';
import type { SmallKindReader } from '../kind-reader.ts';

type Definition = DefinitionOf<'publication'>;
type Table = Definition['tables'][number];

export type PublicationFacts = {
  name: string;
  all_tables: boolean;
  insert: boolean;
  update: boolean;
  delete: boolean;
  truncate: boolean;
  via_root: boolean;
  generated_columns: string;
  tables: Table[];
  schemas: string[];
};

/** Since 15 a table may be published in part. */
const partsSql = (version: number) =>
  version >= 150_000
    ? {
        columns: /* sql */ `
          (select pg_catalog.json_agg(a.attname order by a.attnum)
             from pg_catalog.pg_attribute a
            where a.attrelid = r.prrelid and a.attnum = any (r.prattrs))`,
        filter: 'pg_catalog.pg_get_expr(r.prqual, r.prrelid)',
      }
    : { columns: 'null', filter: 'null' };

const tablesSql = (version: number): string => {
  const { columns, filter } = partsSql(version);
  return listSql(/* sql */ `
    select ${jsonSql({ columns, filter, name: 'c.relname', schema: 'n.nspname' })} as item
      from pg_catalog.pg_publication_rel r
      join pg_catalog.pg_class c on c.oid = r.prrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where r.prpubid = x.oid`);
};

const schemasSql = listSql(/* sql */ `
  select n.nspname as item
    from pg_catalog.pg_publication_namespace s
    join pg_catalog.pg_namespace n on n.oid = s.pnnspid
   where s.pnpubid = x.oid`);

const byName = (a: Table, b: Table): number => {
  const [left, right] = a.schema === b.schema ? [a.name, b.name] : [a.schema, b.schema];
  return left < right ? -1 : 1;
};

export const publicationReader: SmallKindReader<'publication', PublicationFacts> = {
  kind: 'publication',
  catalog: 'pg_publication',
  reads: (version) => [
    'pg_publication',
    'pg_publication_rel',
    ...(version >= 150_000 ? ['pg_publication_namespace'] : []),
  ],
  branch: (version) => ({
    schema: null,
    owner: 'x.pubowner',
    facts: {
      name: 'x.pubname',
      all_tables: 'x.puballtables',
      insert: 'x.pubinsert',
      update: 'x.pubupdate',
      delete: 'x.pubdelete',
      truncate: 'x.pubtruncate',
      via_root: version >= 130_000 ? 'x.pubviaroot' : 'false',
      generated_columns: version >= 180_000 ? 'x.pubgencols' : `'n'`,
      tables: tablesSql(version),
      schemas: version >= 150_000 ? schemasSql : `'[]'::pg_catalog.json`,
    },
  }),
  assemble: (facts) => ({
    name: facts.name,
    definition: {
      all_tables: facts.all_tables,
      operations: (['insert', 'update', 'delete', 'truncate'] as const).filter((one) => facts[one]),
      via_root: facts.via_root,
      generated_columns: facts.generated_columns === 's' ? 'stored' : 'none',
      tables: facts.tables.sort(byName),
      schemas: facts.schemas.sort(),
    },
  }),
};
