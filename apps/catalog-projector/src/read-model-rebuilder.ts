import type pg from 'pg';
import type { EventSource } from '@cadastre/event-bus';
import { catalogProjection, projections, syncsProjection } from '@cadastre/catalog-read-model';
import { createRebuilder, nextName, readPosition, type Rebuilder } from '@cadastre/projections';
import type { Log } from '@cadastre/service-runtime';
import { BehindCatalog } from './behind-catalog.ts';

export type ReadModelRebuilderOptions = {
  readonly pool: pg.Pool;
  readonly eventSource: EventSource;
  readonly log: Log;
  readonly owner: string;
  readonly onSwapped?: () => void;
};

/** Makes read models anew, with no moment in which a query sees less than before. */
export const createReadModelRebuilder = (options: ReadModelRebuilderOptions): Rebuilder => {
  const { pool, eventSource } = options;
  return createRebuilder({
    ...options,
    projections,
    // New syncs stand behind the catalog that will serve beside them.
    sourceOf: ({ name }, rebuilt) => {
      if (name !== syncsProjection.name) return eventSource;
      const catalog = catalogProjection.name;
      const beside = rebuilt.includes(catalog) ? nextName(catalog) : catalog;
      return new BehindCatalog(eventSource, () => readPosition(pool, beside));
    },
  });
};
