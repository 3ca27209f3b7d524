import { forwardMigration } from '@cadastre/postgres';

export const ProjectionsLanesWanted = forwardMigration(
  'ProjectionsLanesWanted1700000004040',
  /* sql */ `
alter table projections.checkpoints add column lanes_wanted_until timestamptz;
comment on column projections.checkpoints.lanes_wanted_until is 'Until then somebody has been given lanes by Kafka and would serve them: a leader who has none opens them all the same.';
`,
);
