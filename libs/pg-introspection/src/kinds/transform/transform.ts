import { namedSql, typeSql } from '../../small-catalogs/facts.ts';
import { optionallyNamed, typeOf } from '../../small-catalogs/references.ts';
import type { SmallKindReader } from '../kind-reader.ts';

export type TransformFacts = {
  type: string;
  language: string;
  from_sql: string | null;
  to_sql: string | null;
};

export const transformReader: SmallKindReader<'transform', TransformFacts> = {
  kind: 'transform',
  catalog: 'pg_transform',
  reads: () => ['pg_transform', 'pg_language'],
  branch: () => ({
    schema: null,
    facts: {
      type: typeSql('x.trftype'),
      language: '(select l.lanname from pg_catalog.pg_language l where l.oid = x.trflang)',
      from_sql: namedSql('x.trffromsql', 'regprocedure'),
      to_sql: namedSql('x.trftosql', 'regprocedure'),
    },
  }),
  assemble: ({ type, language, from_sql, to_sql }, at) => ({
    name: `${typeOf(type, at)} LANGUAGE ${language}`,
    definition: {
      type,
      language,
      from_sql: optionallyNamed(from_sql, at),
      to_sql: optionallyNamed(to_sql, at),
    },
  }),
};
