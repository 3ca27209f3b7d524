import { afterEach, expect, test } from '@jest/globals';
import type { ObjectRenamed, RecordedEvent } from '@cadastre/events';
import { randomNumbers } from '@cadastre/testing';
import { namesOf, WorkerUnderTest } from '../support/worker-under-test.ts';

let work: WorkerUnderTest;
afterEach(() => work.close());

type Thing = {
  readonly sql: 'table' | 'view' | 'function' | 'type';
  readonly make: (schema: string, name: string) => string;
  /** Behind the name, of a function. */
  readonly signature: string;
  readonly was: { readonly schema: string; readonly name: string };
  schema: string;
  name: string;
};

const schemas = ['s0', 's1', 's2'];
const each = 8;

/** No two are the same inside. */
const thingsOf = (schema: string, at: number): Thing[] =>
  Array.from({ length: each }, (_, index) => `${at}_${index}`).flatMap((n) => {
    const thing = (sql: Thing['sql'], make: Thing['make'], signature = ''): Thing => {
      const name = `${sql}_${n}`;
      return { sql, make, signature, was: { schema, name }, schema, name };
    };
    return [
      thing('type', (inside, name) => `create type ${inside}.${name} as enum ('a${n}', 'b${n}')`),
      thing('table', (inside, name) => `create table ${inside}.${name} (id int, x${n} text, y${n} date)`),
      thing(
        'view',
        (inside, name) => `create view ${inside}.${name} as select 1 as v${n}, 2 as w${n}, 3 as z${n}`,
      ),
      thing(
        'function',
        (inside, name) =>
          `create function ${inside}.${name}(n int) returns int language sql as $$select ${at}${n.length}${n.slice(2)}$$`,
        '(n integer)',
      ),
    ];
  });

/** Each object is renamed or moved at most once; now and then a schema, with all that is in it. */
const change = (things: readonly Thing[], random: () => number): string[] => {
  const statements: string[] = [];
  for (const thing of things) {
    const { sql, schema, name } = thing;
    const chance = random();
    if (chance < 0.25) {
      thing.name = `n_${name}`;
      statements.push(`alter ${sql} ${schema}.${name} rename to ${thing.name}`);
    } else if (chance < 0.35) {
      thing.schema = schemas[Math.floor(random() * schemas.length)] ?? schema;
      if (thing.schema !== schema)
        statements.push(`alter ${sql} ${schema}.${name} set schema ${thing.schema}`);
    }
  }
  for (const schema of schemas.filter(() => random() < 0.4)) {
    statements.push(`alter schema ${schema} rename to r${schema}`);
    for (const thing of things) if (thing.schema === schema) thing.schema = `r${schema}`;
  }
  return statements;
};

const inTarget = ({ schema, name }: { schema: string; name: string }, { signature }: Thing): string =>
  `${schema}.${name}${signature}`;

const renamesIn = (events: readonly RecordedEvent[]): string[] =>
  events
    .filter(({ type, data }) => type === 'ObjectRenamed' && (data as ObjectRenamed['data']).kind !== 'schema')
    .map(({ data }) => data as ObjectRenamed['data'])
    .map(({ from, to }) => `${from.qualified_name} > ${to.qualified_name}`)
    .sort();

test.each([1, 2, 3, 4, 5])(
  'whatever was renamed or moved between a restore and a sync is told as that and nothing else (seed %i)',
  async (seed) => {
    work = await WorkerUnderTest.create();
    const random = randomNumbers(seed);
    const things = schemas.flatMap(thingsOf);
    const make = [
      ...schemas.map((schema) => `create schema ${schema}`),
      ...things.map(({ make: sql, was }) => sql(was.schema, was.name)),
    ];
    await work.onTarget(...make);
    work.startWorker();
    await work.ended(await work.register());
    const count = (await work.catalogEvents()).length;
    const changes = change(things, random);
    await work.onTarget(`drop schema ${schemas.join(', ')} cascade`, ...make, ...changes);
    await work.database.ownerPool.query(
      `update sync_worker.fingerprints set origin = jsonb_set(origin, '{system}', '"1"')`,
    );
    expect((await work.ended(await work.requestSync())).type).toBe('SyncCompleted');
    const events = await work.catalogEvents(count);
    const others = ['ObjectDropped', 'ObjectDiscovered', 'ObjectAltered'].flatMap((type) =>
      namesOf(events, type).map((name) => `${type} ${name}`),
    );
    // The text of a function has its name.
    const unexpected = others.filter((one) => !one.startsWith('ObjectAltered routine '));
    expect({ changes, unexpected }).toEqual({ changes, unexpected: [] });
    const expected = things
      .map((thing) => [inTarget(thing.was, thing), inTarget(thing, thing)])
      .filter(([before, after]) => before !== after)
      .map((pair) => pair.join(' > '));
    expect({ changes, renames: renamesIn(events) }).toEqual({ changes, renames: expected.sort() });
    expect(expected.length).toBeGreaterThan(each);
  },
  60_000,
);
