import { namedSql } from '../../small-catalogs/facts.ts';
import { named, optionallyNamed } from '../../small-catalogs/references.ts';
import type { SmallKindReader } from '../kind-reader.ts';

export type TextSearchParserFacts = {
  name: string;
  start: string;
  token: string;
  end: string;
  headline: string | null;
  types: string;
};

export const textSearchParserReader: SmallKindReader<'text-search-parser', TextSearchParserFacts> = {
  kind: 'text-search-parser',
  catalog: 'pg_ts_parser',
  reads: () => ['pg_ts_parser'],
  branch: () => ({
    schema: 'x.prsnamespace',
    facts: {
      name: 'x.prsname',
      start: namedSql('x.prsstart', 'regproc'),
      token: namedSql('x.prstoken', 'regproc'),
      end: namedSql('x.prsend', 'regproc'),
      headline: namedSql('x.prsheadline', 'regproc'),
      types: namedSql('x.prslextype', 'regproc'),
    },
  }),
  assemble: (facts, at) => ({
    name: facts.name,
    definition: {
      start_function: named(facts.start, at),
      token_function: named(facts.token, at),
      end_function: named(facts.end, at),
      headline_function: optionallyNamed(facts.headline, at),
      token_types_function: named(facts.types, at),
    },
  }),
};
