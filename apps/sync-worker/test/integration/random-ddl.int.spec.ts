import { randomBytes } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import {
  evolveObject,
  canonicalJson,
  type CatalogObject,
  type ObjectIdentity,
  type RecordedEvent,
  type ObjectEvent,
} from '@cadastre/events';
import { introspect } from '@cadastre/pg-introspection';
import { egressPolicy, openTarget } from '@cadastre/target-connection';
import { randomDdl, testTargets, type RandomDdl } from '@cadastre/testing';
import pg from 'pg';
import { WorkerUnderTest } from '../support/worker-under-test.ts';

const targets = await testTargets(import.meta.url);
const servers = [{ name: 'our own', url: null }, ...targets];
const cases = servers.flatMap(({ name, url }) =>
  [11, 12].map((seed) => ({ server: name, given: url, seed })),
);

const rounds = 12;
const statementsOfRound = 10;

type Catalog = ReadonlyMap<string, CatalogObject>;
const keyOf = ({ catalog, oid }: ObjectIdentity): string => `${catalog}/${oid}`;

/** Everything, by another way than the worker's: no fingerprint, nothing known before. */
const readWhole = async (url: string): Promise<Catalog> => {
  const { hostname, port, username, password, pathname } = new URL(url);
  const target = await openTarget(
    {
      host: hostname,
      port: Number(port),
      username: decodeURIComponent(username),
      password: decodeURIComponent(password),
      database_name: pathname.slice(1),
      ssl_mode: 'disable',
      ca_pem: null,
    },
    egressPolicy({ allow: [], allowPrivate: true }),
    {
      applicationName: 'cadastre/test',
      connectTimeoutMs: 5_000,
      statementTimeoutMs: 60_000,
      isPasswordOptional: true,
    },
  );
  const objects = new Map<string, CatalogObject>();
  try {
    for await (const step of introspect(target)) {
      const page = step.type === 'page' ? step.objects : [];
      for (const { object } of page) objects.set(keyOf(object.identity), object);
    }
  } finally {
    await target.close();
  }
  return objects;
};

const textOf = (object: CatalogObject | undefined): string | null =>
  object === undefined ? null : canonicalJson(object);

/** `event object`, sorted: what the difference of two catalogs has to be told as. */
const eventsBetween = (before: Catalog, after: Catalog): string[] => {
  const text = (value: unknown) => JSON.stringify(value);
  const nameOf = ({ schema, name, qualified_name }: CatalogObject) => text([schema, name, qualified_name]);
  const isSameThing = (a: CatalogObject, b: CatalogObject) =>
    a.kind === b.kind || [a, b].some(({ kind }) => kind === 'partition');
  const told = [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const [a, b] = [before.get(key), after.get(key)];
    if (a === undefined) return [`ObjectDiscovered ${key}`];
    if (b === undefined) return [`ObjectDropped ${key}`];
    if (!isSameThing(a, b)) return [`ObjectDropped ${key}`, `ObjectDiscovered ${key}`];
    const isAltered = a.kind !== b.kind || text(a.definition) !== text(b.definition);
    return [
      ...(nameOf(a) === nameOf(b) ? [] : [`ObjectRenamed ${key}`]),
      ...(isAltered ? [`ObjectAltered ${key}`] : []),
    ];
  });
  return told.sort();
};

const identityOf = ({ data }: RecordedEvent): ObjectIdentity => {
  const { identity, object } = data as { identity?: ObjectIdentity; object?: CatalogObject };
  const found = identity ?? object?.identity;
  if (found === undefined) throw new Error('an event of no object');
  return found;
};

const apply = (catalog: Catalog, events: readonly RecordedEvent[]): Catalog => {
  const objects = new Map(catalog);
  for (const event of events) {
    const key = keyOf(identityOf(event));
    const next = evolveObject(objects.get(key) ?? null, event as unknown as ObjectEvent);
    if (next === null) objects.delete(key);
    else objects.set(key, next);
  }
  return objects;
};

/** @returns what turned out to be possible */
const someOf = async (client: pg.Client, ddl: RandomDdl): Promise<string[]> => {
  const done: string[] = [];
  for (let at = 0; at < statementsOfRound; at += 1) {
    const sql = await ddl.next();
    await client.query(sql).then(
      () => done.push(sql),
      () => undefined,
    );
  }
  return done;
};

let work: WorkerUnderTest;
let leave: () => Promise<void> = async () => {};
afterEach(async () => {
  await leave();
  await work.close();
});

test.each(cases)(
  'events of a sync name what DDL changed and nothing else, and lead to what is there ($server, seed $seed)',
  async ({ given, seed }) => {
    work = await WorkerUnderTest.create();
    const suffix = randomBytes(4).toString('hex');
    const adminUrl = given ?? work.target.superuserUrl;
    const admin = new pg.Client({ connectionString: adminUrl });
    await admin.connect();
    const roles = [`ddl_a_${suffix}`, `ddl_b_${suffix}`, `ddl_c_${suffix}`] as const;
    const url = new URL(adminUrl);
    if (given !== null) {
      url.pathname = `/cadastre_ddl_${suffix}`;
      await admin.query(`create database cadastre_ddl_${suffix} template template0`);
    }
    for (const role of roles) await admin.query(`create role ${role}`);
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    leave = async () => {
      await client.query(`drop extension if exists pg_trgm, hstore, citext cascade`);
      await client.query(`drop owned by ${roles.join(', ')} cascade`);
      await client.end();
      if (given !== null)
        await admin
          .query(`drop database cadastre_ddl_${suffix} with (force)`)
          .catch(() => admin.query(`drop database cadastre_ddl_${suffix}`));
      for (const role of roles) await admin.query(`drop role ${role}`);
      await admin.end();
    };
    await client.query('create schema s0; create schema s1');
    const ddl = randomDdl(client, { seed, roles });
    work.startWorker({ dropGuardShare: 1 });
    await work.ended(await work.register({ url: url.href }));
    let version = 0;
    let before: Catalog = new Map();
    for (let round = 0; round < rounds; round += 1) {
      const done = round === 0 ? [] : await someOf(client, ddl);
      if (round > 0) expect((await work.ended(await work.requestSync())).type).toBe('SyncCompleted');
      const after = await readWhole(url.href);
      const events = (await work.catalogEvents(version)).filter(({ type }) => type !== 'StatisticsObserved');
      version = (await work.catalogEvents()).length;
      expect({
        done,
        events: events.map((event) => `${event.type} ${keyOf(identityOf(event))}`).sort(),
      }).toEqual({
        done,
        events: eventsBetween(before, after),
      });
      const led = apply(before, events);
      const wrong = [...new Set([...led.keys(), ...after.keys()])].filter(
        (key) => textOf(led.get(key)) !== textOf(after.get(key)),
      );
      expect({ done, wrong: wrong.map((key) => [led.get(key), after.get(key)]) }).toEqual({
        done,
        wrong: [],
      });
      before = after;
    }
  },
  120_000,
);
