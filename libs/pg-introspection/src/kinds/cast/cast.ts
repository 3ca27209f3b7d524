import type { DefinitionOf } from '@cadastre/events';
import { namedSql, typeSql } from '../../small-catalogs/facts.ts';
import { optionallyNamed, typeOf } from '../../small-catalogs/references.ts';
import type { SmallKindReader } from '../kind-reader.ts';

type Definition = DefinitionOf<'cast'>;

export type CastFacts = {
  source: string;
  target: string;
  method: string;
  function: string | null;
  context: string;
};

const methods: Readonly<Record<string, Definition['method']>> = { f: 'function', b: 'binary', i: 'inout' };
const contexts: Readonly<Record<string, Definition['context']>> = {
  e: 'explicit',
  a: 'assignment',
  i: 'implicit',
};

export const castReader: SmallKindReader<'cast', CastFacts> = {
  kind: 'cast',
  catalog: 'pg_cast',
  reads: () => ['pg_cast'],
  branch: (version) => ({
    schema: null,
    // PostgreSQL makes the cast to a multirange together with the range
    ...(version >= 140_000 && {
      where: /* sql */ `not exists (select from pg_catalog.pg_range r
                                     where r.rngtypid = x.castsource and r.rngmultitypid = x.casttarget)`,
    }),
    facts: {
      source: typeSql('x.castsource'),
      target: typeSql('x.casttarget'),
      method: 'x.castmethod',
      function: namedSql('x.castfunc', 'regprocedure'),
      context: 'x.castcontext',
    },
  }),
  assemble: (facts, at) => {
    const source = typeOf(facts.source, at);
    const target = typeOf(facts.target, at);
    return {
      name: `${source} AS ${target}`,
      definition: {
        source,
        target,
        method: methods[facts.method] ?? 'function',
        function: optionallyNamed(facts.function, at),
        context: contexts[facts.context] ?? 'explicit',
      },
    };
  },
};
