import { namedSql } from '../../small-catalogs/facts.ts';
import { named } from '../../small-catalogs/references.ts';
import type { SmallKindReader } from '../kind-reader.ts';

export type ConversionFacts = {
  name: string;
  source_encoding: string;
  target_encoding: string;
  function: string;
  is_default: boolean;
};

export const conversionReader: SmallKindReader<'conversion', ConversionFacts> = {
  kind: 'conversion',
  catalog: 'pg_conversion',
  reads: () => ['pg_conversion'],
  branch: () => ({
    schema: 'x.connamespace',
    owner: 'x.conowner',
    facts: {
      name: 'x.conname',
      source_encoding: 'pg_catalog.pg_encoding_to_char(x.conforencoding)',
      target_encoding: 'pg_catalog.pg_encoding_to_char(x.contoencoding)',
      function: namedSql('x.conproc', 'regproc'),
      is_default: 'x.condefault',
    },
  }),
  assemble: ({ name, ...facts }, at) => ({
    name,
    definition: { ...facts, function: named(facts.function, at) },
  }),
};
