import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  StatisticsObserved,
  applyChanges,
  type CatalogChange,
  type CatalogObject,
  type NewEvent,
  type LoggedEvent,
} from '@cadastre/events';
import fc from 'fast-check';
import { catalogProjection } from '../../src/index.ts';
import { CatalogUnderTest } from '../support/catalog-under-test.ts';
import { Log, project } from '../support/log.ts';
import {
  altered,
  at,
  column,
  discovered,
  dropped,
  foreignKey,
  integrationId,
  renamed,
  syncId,
  table,
} from '../support/objects.ts';

const step = fc.record({
  deed: fc.constantFrom('discover', 'alter', 'alter', 'rename', 'drop', 'observe'),
  oid: fc.integer({ min: 1, max: 6 }).map((n) => n * 10_000),
  name: fc.constantFrom('orders', 'customers', 'OrderItems', 'x'),
  schema: fc.constantFrom('shop', 'archive'),
  columns: fc.subarray(['id', 'email', 'order_id', 'note']),
});
type Step = { deed: string; oid: number; name: string; schema: string; columns: string[] };

/** A history that could have happened: nothing is altered, renamed or dropped that is not there. */
const historyOf = (steps: readonly Step[]): NewEvent[] => {
  const live = new Map<number, CatalogObject>();
  return steps.flatMap((each) => {
    const known = live.get(each.oid);
    const event = known ? eventAbout(known, each) : discover(each);
    live.delete(each.oid);
    if (event.then) live.set(each.oid, event.then);
    return [event.event];
  });
};

type Happened = { event: NewEvent; then: CatalogObject | null };

const discover = ({ oid, schema, name, columns }: Step): Happened => {
  const object = table(oid, schema, name, {
    columns,
    comment: `About ${name}`,
    constraints: columns.map((from) =>
      foreignKey(`fk_${from}`, { schema: 'shop', name: 'orders' }, [[from, 'id']]),
    ),
  });
  return { event: discovered(object), then: object };
};

const eventAbout = (known: CatalogObject, { deed, schema, name, columns }: Step): Happened => {
  if (deed === 'drop') return { event: dropped(known), then: null };
  if (deed === 'rename') {
    const then = { ...known, schema, name, qualified_name: `${schema}.${name}` } as CatalogObject;
    return { event: renamed(known, { schema, name }), then };
  }
  if (deed === 'observe') return { event: observed(known.identity.oid, columns.length), then: known };
  const changes: CatalogChange[] = [
    {
      change: 'comment-changed',
      path: ['comment'],
      part: null,
      before: null,
      after: name,
      grade: 'cosmetic',
    },
    ...columns.map((called, n): CatalogChange => ({
      change: 'column-added',
      path: ['columns', String(10 + n)],
      part: called,
      before: null,
      after: column(10 + n, `${called}_${name}`),
      grade: 'additive',
    })),
    {
      change: 'constraint-dropped',
      path: ['constraints', 'fk_id'],
      part: 'fk_id',
      before: null,
      after: null,
      grade: 'breaking',
    },
  ];
  const then = { ...known, definition: applyChanges(known.definition, changes) } as CatalogObject;
  return { event: altered(known, changes), then };
};

const observed = (oid: number, rows: number): NewEvent =>
  StatisticsObserved.create({
    integration_id: integrationId,
    sync_id: syncId,
    observed_at: at,
    relations: [{ oid, row_estimate: rows, table_bytes: 1, index_bytes: 2, total_bytes: 3 }],
  });

describe('the catalog made anew', () => {
  let catalog: CatalogUnderTest;

  beforeAll(async () => {
    catalog = await CatalogUnderTest.open();
  });
  afterAll(() => catalog.close());

  const rowsAfter = async (events: readonly LoggedEvent[], batch: number): Promise<unknown> => {
    await catalog.clear();
    for (let start = 0; start < events.length; start += batch) {
      await project(catalog.db.pool, catalogProjection, events.slice(start, start + batch));
    }
    return catalog.allRows();
  };

  test('is the same to the byte, whatever batches the events came in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
        const log = new Log();
        const events = historyOf(steps).map((event) => log.record(event));
        const oneByOne = await rowsAfter(events, 1);
        expect(await rowsAfter(events, 7)).toEqual(oneByOne);
        expect(await rowsAfter(events, events.length)).toEqual(oneByOne);
      }),
      { seed: 42, numRuns: 25 },
    );
  }, 120_000);

  test('takes up its old rows, when they were not emptied before', async () => {
    const log = new Log();
    const steps = ['orders', 'customers', 'x'].map((name, n): Step => ({
      deed: 'discover',
      oid: 1 + n,
      name,
      schema: 'shop',
      columns: ['id', 'email'],
    }));
    const events = historyOf(steps).map((event) => log.record(event));
    const once = await rowsAfter(events, 10);
    await project(catalog.db.pool, catalogProjection, events);
    expect(await catalog.allRows()).toEqual(once);
  });
});
