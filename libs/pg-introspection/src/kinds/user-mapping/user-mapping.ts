import type { SmallKindReader } from '../kind-reader.ts';

export type UserMappingFacts = { server: string; user: string | null };

/** By the view: the catalog itself is a superuser's, because of the options, which are not read here either. */
export const userMappingReader: SmallKindReader<'user-mapping', UserMappingFacts> = {
  kind: 'user-mapping',
  catalog: 'pg_user_mapping',
  reads: () => ['pg_user_mappings'],
  branch: () => ({
    from: 'pg_catalog.pg_user_mappings x',
    oid: 'x.umid',
    schema: null,
    facts: { server: 'x.srvname', user: 'case when x.umuser <> 0 then x.usename end' },
  }),
  assemble: ({ server, user }) => ({
    name: `${user ?? 'PUBLIC'} SERVER ${server}`,
    definition: { server, user },
  }),
};
