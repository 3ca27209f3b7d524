import type { Queryable } from '@cadastre/postgres';

export type NamedIntegration = { readonly integration_id: string; readonly name: string };

export type IntegrationsOfDatabase = {
  readonly tenantId: string;
  readonly host: string;
  readonly port: number;
  readonly databaseName: string;
  /** Not this one. */
  readonly except: string;
  readonly limit: number;
};

/**
 * Those of the tenant that reach a database by the same address, oldest first; deleted ones do not. Two names of one
 * host are two addresses.
 */
export const integrationsOfDatabase = async (
  db: Queryable,
  { tenantId, host, port, databaseName, except, limit }: IntegrationsOfDatabase,
): Promise<NamedIntegration[]> => {
  const { rows } = await db.query<NamedIntegration>(
    /* sql */ `
    select integration_id, name
      from read_model.integrations
     where tenant_id = $1 and status <> 'deleted' and lower(host) = lower($2) and port = $3 and database_name = $4
       and integration_id <> $5
     order by created_at, integration_id
     limit $6`,
    [tenantId, host, port, databaseName, except, limit],
  );
  return rows;
};
