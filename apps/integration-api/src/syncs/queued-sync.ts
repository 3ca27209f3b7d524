import type { Queryable } from '@cadastre/postgres';

/** The integration that remembers this sync as its follow-up; null when none does. It has no row of its own yet. */
export const findQueuedSync = async (
  db: Queryable,
  { tenantId, syncId }: { tenantId: string; syncId: string },
): Promise<{ integrationId: string } | null> => {
  const { rows } = await db.query<{ integrationId: string }>(
    /* sql */ `
    select integration_id as "integrationId" from read_model.integrations
     where tenant_id = $1 and queued_sync_id = $2`,
    [tenantId, syncId],
  );
  return rows[0] ?? null;
};
