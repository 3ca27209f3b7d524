import type pg from 'pg';
import { createReadModelRebuilder } from '@cadastre/catalog-projector';
import { LogEventSource } from '@cadastre/event-bus';
import { PostgresEventStore } from '@cadastre/event-store';
import { silentLog } from '@cadastre/service-runtime';

/** Where no projector is running, or none of this release. To be imported where it is needed: a whole service comes with it. */
export const rebuildHere = (pool: pg.Pool): { stop(): Promise<void> } => {
  process.stderr.write('no projector takes it up; it is done here\n');
  const eventSource = new LogEventSource(new PostgresEventStore({ pool }));
  const rebuilder = createReadModelRebuilder({ pool, eventSource, log: silentLog, owner: 'command line' });
  rebuilder.start();
  return rebuilder;
};
