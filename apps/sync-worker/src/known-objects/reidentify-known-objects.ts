import { waitingOid } from '@cadastre/catalog-diff';
import { identityKey, type ObjectReidentified } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import { catalogOrdinal } from './known-object.ts';
import type { Placed, WrittenPage } from './written-page.ts';

/**
 * Gives objects their new OIDs: all of a page at once, by way of numbers that no OID is, since one may go where another
 * of the page still stands. Their statistics are asked for anew.
 */
export const reidentify = async (
  tx: Queryable,
  page: WrittenPage,
  items: readonly Placed<ObjectReidentified>[],
): Promise<void> => {
  const moves = netMoves(items.map(({ event }) => event.data));
  if (moves.length === 0) return;
  const { tenantId, integrationId } = page;
  await tx.query(
    /* sql */ `
    update sync_worker.known_objects as known
       set oid = -moved.new_oid, hash = coalesce(decode(moved.hash, 'hex'), known.hash),
           row_estimate = null, table_bytes = null, index_bytes = null, total_bytes = null
      from unnest($3::smallint[], $4::bigint[], $5::bigint[], $6::text[]) as moved(catalog, oid, new_oid, hash)
     where known.tenant_id = $1 and known.integration_id = $2
       and known.catalog = moved.catalog and known.oid = moved.oid`,
    [
      tenantId,
      integrationId,
      moves.map(({ from }) => catalogOrdinal(from.catalog)),
      moves.map(({ from }) => from.oid),
      moves.map(({ to }) => to.oid),
      moves.map(({ hash }) => hash),
    ],
  );
  await tx.query(
    /* sql */ `
    update sync_worker.known_objects set oid = -oid
     where tenant_id = $1 and integration_id = $2 and catalog = any ($3::smallint[]) and oid < 0`,
    [tenantId, integrationId, [...new Set(moves.map(({ from }) => catalogOrdinal(from.catalog)))]],
  );
  await rememberMoves(tx, page, moves);
};

type Move = Pick<ObjectReidentified['data'], 'from' | 'to' | 'hash' | 'columns'>;

/** One that waits for its place and takes it in the same page goes there at once. */
const netMoves = (moves: readonly Move[]): Move[] => {
  const byPlace = new Map<string, Move>();
  for (const { from, to, hash, columns } of moves) {
    const earlier = byPlace.get(identityKey(from));
    byPlace.delete(identityKey(from));
    byPlace.set(identityKey(to), {
      from: earlier?.from ?? from,
      to,
      hash: hash ?? earlier?.hash ?? null,
      columns: earlier?.columns ?? columns,
    });
  }
  return [...byPlace.values()];
};

/** Where it stood first is what others name; of one that waited that was told when it began to. */
const rememberMoves = async (
  tx: Queryable,
  { tenantId, integrationId }: WrittenPage,
  moves: readonly Move[],
): Promise<void> => {
  await tx.query(
    /* sql */ `
    with move as materialized (
      select * from unnest($3::smallint[], $4::bigint[], $5::bigint[], $6::jsonb[]) as m(catalog, from_oid, to_oid, columns)
    ), waited as (
      update sync_worker.moved_objects as moved set to_oid = move.to_oid
        from move
       where moved.tenant_id = $1 and moved.integration_id = $2 and moved.catalog = move.catalog
         and move.from_oid = ${waitingOid} and moved.to_oid = ${waitingOid}
    )
    insert into sync_worker.moved_objects (tenant_id, integration_id, catalog, from_oid, to_oid, columns)
    select $1, $2, catalog, from_oid, to_oid, columns from move where from_oid <> ${waitingOid}
    on conflict (tenant_id, integration_id, catalog, from_oid)
      do update set to_oid = excluded.to_oid, columns = excluded.columns`,
    [
      tenantId,
      integrationId,
      moves.map(({ from }) => catalogOrdinal(from.catalog)),
      moves.map(({ from }) => from.oid),
      moves.map(({ to }) => to.oid),
      moves.map(({ columns }) => JSON.stringify(columns)),
    ],
  );
};
