import type pg from 'pg';
import { catalogProjection } from '@cadastre/catalog-read-model';
import { LogEventSource } from '@cadastre/event-bus';
import { PostgresEventStore } from '@cadastre/event-store';
import { createProjector, createRebuilder, requestRebuild } from '@cadastre/projections';
import { silentLog } from '@cadastre/service-runtime';

const sourceOf = (pool: pg.Pool): LogEventSource => new LogEventSource(new PostgresEventStore({ pool }));

/** The rows that serve, by the projector as the product runs it, from position 0 to the head. */
export const projectOnce = async (pool: pg.Pool, head: number): Promise<void> => {
  let onHead: () => void = () => undefined;
  const atHead = new Promise<void>((resolve) => (onHead = resolve));
  const projector = createProjector({
    pool,
    source: sourceOf(pool),
    projection: catalogProjection,
    onProjected: (position) => {
      if (position >= head) onHead();
    },
    log: silentLog,
  });
  projector.start();
  await atHead;
  await projector.stop();
};

/** From the request to the moment when the new rows serve, in milliseconds; what served before is dropped after that. */
export const rebuildOnce = async (pool: pg.Pool): Promise<number> => {
  const projections = [catalogProjection];
  let swappedAt = Number.NaN;
  const startedAt = performance.now();
  await requestRebuild(pool, { projections, requestedBy: 'bench' });
  await new Promise<void>((resolve, reject) => {
    const rebuilder = createRebuilder({
      pool,
      projections,
      sourceOf: () => sourceOf(pool),
      onSwapped: () => (swappedAt = performance.now()),
      log: {
        ...silentLog,
        info: (_, message) => {
          if (message === 'rebuild done') rebuilder.stop().then(resolve, reject);
        },
      },
    });
    rebuilder.start();
  });
  return swappedAt - startedAt;
};
