import { safeOptions } from '../foreign-table/safe-options.ts';
import type { SmallKindReader } from '../kind-reader.ts';

export type ForeignServerFacts = {
  name: string;
  wrapper: string;
  server_type: string | null;
  version: string | null;
  options: string[] | null;
};

export const foreignServerReader: SmallKindReader<'foreign-server', ForeignServerFacts> = {
  kind: 'foreign-server',
  catalog: 'pg_foreign_server',
  reads: () => ['pg_foreign_server', 'pg_foreign_data_wrapper'],
  branch: () => ({
    schema: null,
    owner: 'x.srvowner',
    acl: 'x.srvacl',
    facts: {
      name: 'x.srvname',
      wrapper: '(select w.fdwname from pg_catalog.pg_foreign_data_wrapper w where w.oid = x.srvfdw)',
      server_type: 'x.srvtype',
      version: 'x.srvversion',
      options: 'x.srvoptions',
    },
  }),
  assemble: ({ name, options, ...facts }) => ({
    name,
    definition: { ...facts, options: safeOptions(options ?? []) },
  }),
};
