import { identityKey, type ObjectIdentity, type ObjectReidentified } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import { catalogOrdinal } from './known-object.ts';
import type { Placed, WrittenPage } from './write-known-objects.ts';

/**
 * Gives objects their new OIDs: all of a page at once, by way of numbers that no OID is, since one may go where another
 * of the page still stands. Their statistics are asked for anew.
 */
export const reidentify = async (
  tx: Queryable,
  { tenantId, integrationId, commitId }: WrittenPage,
  items: readonly Placed<ObjectReidentified>[],
): Promise<void> => {
  const moves = netMoves(items.map(({ event }) => event.data));
  if (moves.length === 0) return;
  await tx.query(
    /* sql */ `
    update sync_worker.known_objects as known
       set oid = -moved.new_oid, changed_commit = $3,
           row_estimate = null, table_bytes = null, index_bytes = null, total_bytes = null
      from unnest($4::smallint[], $5::bigint[], $6::bigint[]) as moved(catalog, oid, new_oid)
     where known.tenant_id = $1 and known.integration_id = $2
       and known.catalog = moved.catalog and known.oid = moved.oid`,
    [
      tenantId,
      integrationId,
      commitId,
      moves.map(({ from }) => catalogOrdinal(from.catalog)),
      moves.map(({ from }) => from.oid),
      moves.map(({ to }) => to.oid),
    ],
  );
  await tx.query(
    /* sql */ `
    update sync_worker.known_objects set oid = -oid
     where tenant_id = $1 and integration_id = $2 and oid < 0`,
    [tenantId, integrationId],
  );
};

type NetMove = { readonly from: ObjectIdentity; readonly to: ObjectIdentity };

/** One that waits for its place and takes it in the same page goes there at once. */
const netMoves = (moves: readonly NetMove[]): NetMove[] => {
  const byPlace = new Map<string, NetMove>();
  for (const { from, to } of moves) {
    const earlier = byPlace.get(identityKey(from));
    byPlace.delete(identityKey(from));
    byPlace.set(identityKey(to), { from: earlier?.from ?? from, to });
  }
  return [...byPlace.values()];
};
