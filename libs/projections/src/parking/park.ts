import type { Queryable } from '@cadastre/postgres';
import type { Entry } from '../apply/runs.ts';
import type { PoisonEntry } from '../apply/sort-page.ts';

/** Parks each key at its first event that cannot be applied. */
export const parkKeys = async (
  tx: Queryable,
  projection: string,
  poison: readonly PoisonEntry[],
): Promise<void> => {
  if (poison.length === 0) return;
  const inOrder = [...poison].sort((a, b) => a.event.position - b.event.position);
  await tx.query(
    /* sql */ `
    insert into projections.parked_keys (projection, key, tenant_id, position, event_id, event_type, code, reason)
    select $1, parked.*
      from unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[]) as parked
        on conflict (projection, key) do nothing`,
    [
      projection,
      inOrder.map(({ key }) => key),
      inOrder.map(({ event }) => event.metadata.tenantId),
      inOrder.map(({ event }) => event.position),
      inOrder.map(({ event }) => event.eventId),
      inOrder.map(({ event }) => event.type),
      inOrder.map(({ cause }) => cause.code),
      inOrder.map(({ cause }) => cause.reason),
    ],
  );
  await parkWaiting(tx, projection, inOrder);
};

/** Remembers, by position, what has to wait behind a parked key. */
export const parkWaiting = async (
  tx: Queryable,
  projection: string,
  entries: readonly Entry[],
): Promise<void> => {
  if (entries.length === 0) return;
  await tx.query({
    name: 'projections.park-waiting',
    text: /* sql */ `
      insert into projections.parked_events (projection, key, position)
      select $1, * from unnest($2::text[], $3::bigint[])
          on conflict do nothing`,
    values: [projection, entries.map(({ key }) => key), entries.map(({ event }) => event.position)],
  });
};
