import type { IntegrationOptions, ObjectKind } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import type { KnownCatalog } from './known-catalog.ts';

export type KnownCount = {
  readonly kind: ObjectKind;
  /** In the schemas that were chosen, or in none. */
  readonly inScope: number;
  readonly outside: number;
};

/** How many objects of each kind are known, in and out of the chosen schemas. */
export const countKnownObjects = async (
  db: Queryable,
  { tenantId, integrationId }: KnownCatalog,
  { include_schemas, exclude_schemas }: Pick<IntegrationOptions, 'include_schemas' | 'exclude_schemas'>,
): Promise<KnownCount[]> => {
  const { rows } = await db.query<{ kind: ObjectKind; in_scope: number; outside: number }>(
    /* sql */ `
    select kind, count(*) filter (where is_in_scope)::int as in_scope,
           count(*) filter (where not is_in_scope)::int as outside
      from (select kind, coalesce(place <> all ($3) and ($2::text[] is null or place = any ($2)), true) as is_in_scope
              from (select kind, case when kind = 'schema' then name else schema_name end as place
                      from sync_worker.known_objects where tenant_id = $4 and integration_id = $1) as known) as placed
     group by kind`,
    [integrationId, include_schemas, exclude_schemas, tenantId],
  );
  return rows.map(({ kind, in_scope, outside }) => ({ kind, inScope: in_scope, outside }));
};
