import type { Queryable } from '@cadastre/postgres';
import { nextName } from './generation.ts';
import type { Rebuild } from './rebuild.ts';

/**
 * What was parked of the old rows says nothing of the new ones, besides about which events a dead letter was sent. What
 * somebody asked for is done with.
 */
export const moveParked = async (
  tx: Queryable,
  { projections }: Pick<Rebuild, 'projections'>,
): Promise<void> => {
  await tx.query(
    /* sql */ `
    update projections.parked_requests as request set outcome = 'rebuilt', settled_at = clock_timestamp()
      from projections.parked_keys as parked
     where parked.request_id = request.request_id and parked.projection = any($1) and outcome is null`,
    [projections],
  );
  await tx.query(
    /* sql */ `
    with old as (
      delete from projections.parked_keys where projection = any($1)
      returning projection, key, dead_lettered_position
    )
    update projections.parked_keys as made set dead_lettered_position = old.dead_lettered_position
      from old where made.projection = old.projection || $2 and made.key = old.key`,
    [projections, nextName('')],
  );
  await tx.query(
    /* sql */ `
    insert into projections.parked_keys (projection, key, tenant_id, position, event_id, event_type, code, reason,
                                         parked_at, tries, dead_lettered_position)
    select name, key, tenant_id, position, event_id, event_type, code, reason, parked_at, tries, dead_lettered_position
      from unnest($1::text[]) as name join projections.parked_keys on projection = name || $2`,
    [projections, nextName('')],
  );
  await tx.query(
    /* sql */ `
    insert into projections.parked_events (projection, key, position)
    select name, key, position
      from unnest($1::text[]) as name join projections.parked_events on projection = name || $2`,
    [projections, nextName('')],
  );
};
