import { refSql } from '../../small-catalogs/facts.ts';
import { refOf, type RefFact } from '../../small-catalogs/references.ts';
import type { SmallKindReader } from '../kind-reader.ts';

export type TextSearchDictionaryFacts = { name: string; template: RefFact; options: string | null };

export const textSearchDictionaryReader: SmallKindReader<
  'text-search-dictionary',
  TextSearchDictionaryFacts
> = {
  kind: 'text-search-dictionary',
  catalog: 'pg_ts_dict',
  reads: () => ['pg_ts_dict', 'pg_ts_template'],
  branch: () => ({
    schema: 'x.dictnamespace',
    owner: 'x.dictowner',
    facts: {
      name: 'x.dictname',
      template: refSql('pg_ts_template', 'tmpl', 'x.dicttemplate'),
      options: 'x.dictinitoption',
    },
  }),
  assemble: ({ name, template, options }, at) => ({
    name,
    definition: { template: refOf(template, at), options },
  }),
};
