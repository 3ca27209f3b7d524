import { forwardMigration } from '@cadastre/postgres';

/**
 * Positions of lanes by category, for consumers that read the topics of some categories only. An addition: a release that does not
 * know it goes on with `lane_positions`, and whoever reads both sees by them that the other one was not kept up.
 */
export const EventBusLanePositions = forwardMigration(
  'EventBusLanePositions1700000007003',
  /* sql */ `
alter table event_bus.relay add column category_positions jsonb not null default '{}';
comment on column event_bus.relay.category_positions is 'lane_positions by category of streams. True where the highest of them are what lane_positions says.';
`,
);
