import { jsonSql, listSql, refSql } from '../../small-catalogs/facts.ts';
import { named, refOf, type RefFact } from '../../small-catalogs/references.ts';
import type { SmallKindReader } from '../kind-reader.ts';

export type TextSearchConfigurationFacts = {
  name: string;
  parser: RefFact;
  mappings: { dictionaries: string[]; token: string }[];
};

const mappingsSql = listSql(/* sql */ `
  select ${jsonSql({
    dictionaries: `pg_catalog.json_agg(m.mapdict::pg_catalog.regdictionary::pg_catalog.text order by m.mapseqno)`,
    token: '(select t.alias from pg_catalog.ts_token_type(x.cfgparser) t where t.tokid = m.maptokentype)',
  })} as item
    from pg_catalog.pg_ts_config_map m
   where m.mapcfg = x.oid
   group by m.maptokentype
   order by m.maptokentype`);

export const textSearchConfigurationReader: SmallKindReader<
  'text-search-configuration',
  TextSearchConfigurationFacts
> = {
  kind: 'text-search-configuration',
  catalog: 'pg_ts_config',
  reads: () => ['pg_ts_config', 'pg_ts_config_map', 'pg_ts_parser'],
  branch: () => ({
    schema: 'x.cfgnamespace',
    owner: 'x.cfgowner',
    facts: {
      name: 'x.cfgname',
      parser: refSql('pg_ts_parser', 'prs', 'x.cfgparser'),
      mappings: mappingsSql,
    },
  }),
  assemble: ({ name, parser, mappings }, at) => ({
    name,
    definition: {
      parser: refOf(parser, at),
      mappings: mappings.map(({ dictionaries, token }) => ({
        dictionaries: dictionaries.map((dictionary) => named(dictionary, at)),
        token,
      })),
    },
  }),
};
