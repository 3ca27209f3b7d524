import { namedSql } from '../../small-catalogs/facts.ts';
import { optionallyNamed } from '../../small-catalogs/references.ts';
import { safeOptions } from '../foreign-table/safe-options.ts';
import type { SmallKindReader } from '../kind-reader.ts';

export type ForeignDataWrapperFacts = {
  name: string;
  handler: string | null;
  validator: string | null;
  options: string[] | null;
};

export const foreignDataWrapperReader: SmallKindReader<'foreign-data-wrapper', ForeignDataWrapperFacts> = {
  kind: 'foreign-data-wrapper',
  catalog: 'pg_foreign_data_wrapper',
  reads: () => ['pg_foreign_data_wrapper'],
  branch: () => ({
    schema: null,
    owner: 'x.fdwowner',
    acl: 'x.fdwacl',
    facts: {
      name: 'x.fdwname',
      handler: namedSql('x.fdwhandler', 'regproc'),
      validator: namedSql('x.fdwvalidator', 'regproc'),
      options: 'x.fdwoptions',
    },
  }),
  assemble: (facts, at) => ({
    name: facts.name,
    definition: {
      handler: optionallyNamed(facts.handler, at),
      validator: optionallyNamed(facts.validator, at),
      options: safeOptions(facts.options ?? []),
    },
  }),
};
