import { forwardMigration } from '@cadastre/postgres';

/**
 * Functions with sequential scans put off read a table of one row by one all the same, and before version 18 the
 * planner calls that dear: 10,000,000,000, far beyond what a server that can compile its plans compiles them for. It took 50 to 80 ms of
 * a core each time the sequencer looked for commits.
 */
export const EventStoreUncompiled = forwardMigration(
  'EventStoreUncompiled1700000010008',
  /* sql */ `
alter function event_store.append set jit = off;
alter function event_store.sequence_commits set jit = off;
`,
);
