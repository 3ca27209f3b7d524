import { namedSql } from '../../small-catalogs/facts.ts';
import { named } from '../../small-catalogs/references.ts';
import type { SmallKindReader } from '../kind-reader.ts';

export type AccessMethodFacts = { name: string; type: string; handler: string };

export const accessMethodReader: SmallKindReader<'access-method', AccessMethodFacts> = {
  kind: 'access-method',
  catalog: 'pg_am',
  reads: () => ['pg_am'],
  branch: () => ({
    schema: null,
    facts: { name: 'x.amname', type: 'x.amtype', handler: namedSql('x.amhandler', 'regproc') },
  }),
  assemble: ({ name, type, handler }, at) => ({
    name,
    definition: { method_type: type === 't' ? 'table' : 'index', handler: named(handler, at) },
  }),
};
