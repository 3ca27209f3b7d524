import type { Queryable } from '@cadastre/postgres';
import type { EventSource } from '../event-source.ts';
import type { ReadParked } from './parked-wish.ts';

/** Of one turn: looking costs a read of the log for each. */
const mostAtOnce = 20;

/** Notes whose the keys are that an older release has parked, as the log says it. */
export const adoptParked = async (
  work: { readonly pool: Queryable; readonly source: EventSource; readonly projection: { name: string } },
  ownerless: ReadParked['ownerless'],
): Promise<void> => {
  const { pool, source, projection } = work;
  for (const { key, position } of ownerless.slice(0, mostAtOnce)) {
    const { events, unreadable } = await source.read({ afterPosition: position - 1, limit: 1 });
    const event = events[0] ?? unreadable[0];
    if (event?.position !== position) continue;
    await pool.query(
      /* sql */ `
      update projections.parked_keys set tenant_id = $4
       where projection = $1 and key = $2 and position = $3 and tenant_id is null`,
      [projection.name, key, position, event.metadata.tenantId],
    );
  }
};
