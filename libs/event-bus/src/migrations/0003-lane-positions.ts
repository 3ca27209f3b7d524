import { forwardMigration } from '@cadastre/postgres';

/**
 * Positions of lanes by category, for consumers that read the topics of some categories only. What was known is not taken over: the
 * next leader lets all lanes begin at the relay's position, which is always true.
 */
export const EventBusLanePositions = forwardMigration(
  'EventBusLanePositions1700000007003',
  /* sql */ `
alter table event_bus.relay drop column lane_positions;
alter table event_bus.relay add column lane_positions jsonb not null default '{}';
comment on column event_bus.relay.lane_positions is 'By category, then lane: no event of it lies between that position and the relay''s. Empty until Kafka is used.';

create function event_bus.lanes_at(at bigint, lanes int, categories text[]) returns jsonb
immutable language sql
return (
  select jsonb_object_agg(category, (select jsonb_agg(at) from generate_series(1, lanes)))
    from unnest(categories) as category
);
comment on function event_bus.lanes_at is 'Positions of so many lanes of these categories, all the same.';
`,
);
