import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { projections, readModelSchema } from '@cadastre/catalog-read-model';
import { LogEventSource, eventBusSchema } from '@cadastre/event-bus';
import { PostgresEventStore, createSequencer, eventStoreSchema } from '@cadastre/event-store';
import { SyncRequested, syncStream } from '@cadastre/events';
import {
  createProjector,
  listParkedKeys,
  projectionsSchema,
  retryParkedKey,
  type Projector,
} from '@cadastre/projections';
import { WakeUp, silentLog } from '@cadastre/service-runtime';
import {
  aSyncId,
  anIntegrationId,
  createTestDatabase,
  fixedTime,
  metadata,
  waitFor,
  type TestDatabase,
} from '@cadastre/testing';
import { cli, type Ran } from './cli.ts';

/** A program takes seconds to start where many do. */
const patienceMs = 300_000;

let database: TestDatabase;
let store: PostgresEventStore;
let projectors: Projector[] = [];
let cadastre: (...args: string[]) => Promise<Ran>;

const projection = 'read_model.syncs';
const key = anIntegrationId();
const { tenantId } = metadata();
const me = `user:${userInfo().username}`;
const sql = (text: string): Promise<unknown> => database.ownerPool.query(text);
const mend = () => sql('alter table read_model.syncs drop constraint if exists no_poison');

beforeAll(async () => {
  const schemas = [eventStoreSchema, eventBusSchema, projectionsSchema, readModelSchema];
  database = await createTestDatabase({ schemas });
  cadastre = cli({ CADASTRE_DATABASE_URL: database.url, CADASTRE_KAFKA_BROKERS: '' });
  store = new PostgresEventStore({ pool: database.pool });
  for (let n = 1; n <= 3; n += 1) await request(n);
  await sequenced(3);
  await sql(
    `alter table read_model.syncs add constraint no_poison check (sync_id <> '${aSyncId(2)}') not valid`,
  );
  startProjectors();
}, patienceMs);
afterAll(async () => {
  await stopProjectors();
  await database.drop();
});

const request = (n: number) =>
  store.append({
    streams: [
      {
        streamId: syncStream(aSyncId(n)),
        expectedVersion: 0,
        events: [
          SyncRequested.create({
            sync_id: aSyncId(n),
            integration_id: anIntegrationId(),
            trigger: 'request',
            requested_at: fixedTime,
          }),
        ],
      },
    ],
    metadata: metadata({ commandId: randomUUID() }),
  });

const sequenced = async (head: number): Promise<void> => {
  const { pool } = database;
  const log = silentLog;
  const wakeUp = new WakeUp();
  const sequencer = createSequencer({ pool, owner: 'test', wakeUp, onSequenced: () => undefined, log });
  sequencer.start();
  await waitFor(async () => (await store.headPosition()) === head);
  await sequencer.stop();
};

const freeAll = async (): Promise<void> => {
  for (const name of await listParkedKeys(database.pool))
    await retryParkedKey(database.pool, { ...name, requestedBy: me });
  await waitFor(async () => (await listParkedKeys(database.pool)).length === 0);
};

const startProjectors = (): void => {
  const { pool } = database;
  projectors = projections.map((each) =>
    createProjector({
      pool,
      source: new LogEventSource(store),
      projection: each,
      log: silentLog,
      pollMs: 50,
    }),
  );
  for (const projector of projectors) projector.start();
};
const stopProjectors = async (): Promise<void> => {
  await Promise.all(projectors.map((projector) => projector.stop()));
};

describe('cadastre parked', () => {
  test(
    'lists, shows, retries in vain, refuses to skip another event, and frees the key once its cause is mended',
    async () => {
      await waitFor(async () => (await listParkedKeys(database.pool)).length === 1);
      const listed = await cadastre('parked', 'list', '--tenant', tenantId);
      expect([listed.code, listed.out]).toEqual([
        0,
        expect.stringMatching(
          new RegExp(`^${projection}  ${key}  ${tenantId}  parked  position 2 SyncRequested .*23514`),
        ),
      ]);
      expect((await cadastre('parked', 'show', projection, key)).out).toContain(
        `SyncRequested  sync-${aSyncId(3)}`,
      );

      const vain = await cadastre('parked', 'retry', projection, key);
      expect([vain.code, vain.out]).toEqual([
        1,
        expect.stringContaining('stuck at position 2, SyncRequested: 23514'),
      ]);
      const wrong = await cadastre('parked', 'skip', projection, key, '--position', '3');
      expect([wrong.code, wrong.err]).toEqual([
        1,
        expect.stringContaining('at position 2 of the log, not at 3'),
      ]);
      await sql('update projections.parked_keys set dead_lettered_position = position');
      await mend();
      const redriven = await cadastre('dead-letters', 'redrive');
      expect([redriven.code, redriven.out]).toEqual([
        0,
        expect.stringContaining(`retry requested: ${projection} ${key} at position 2`),
      ]);
      await waitFor(async () => (await listParkedKeys(database.pool)).length === 0);
      const after = await cadastre('parked', 'show', projection, key, '--json');
      expect(JSON.parse(after.out)).toMatchObject({
        parked: null,
        requests: [
          { action: 'retry', requestedBy: me, outcome: 'freed' },
          { action: 'retry', requestedBy: me, outcome: 'stuck' },
        ],
      });
    },
    patienceMs,
  );
});

describe('cadastre hash and rebuild', () => {
  test(
    'rows that are made anew hash as those before',
    async () => {
      await mend();
      await freeAll();
      const before = await cadastre('hash');
      expect(before.out).toMatch(/^[0-9a-f]{64} {2}read_model\.\w+ \(\d+ rows\)\n/);
      const rebuilt = await cadastre('rebuild', 'syncs');
      expect([rebuilt.code, rebuilt.out]).toEqual([0, expect.stringContaining('read_model.syncs: done')]);
      expect((await cadastre('hash')).out).toBe(before.out);
    },
    patienceMs,
  );
});

describe('cadastre relay', () => {
  test(
    'says that there is nothing to rewind where Kafka was never used',
    async () => {
      const rewound = await cadastre('relay', 'rewind', '--to', '1');
      expect([rewound.code, rewound.err]).toEqual([1, expect.stringContaining('Kafka was never used here')]);
    },
    patienceMs,
  );

  test(
    'sends again what comes after a position',
    async () => {
      await sql(`update event_bus.relay set position = 3, lane_positions = '{3,2,1}'`);
      const rewound = await cadastre('relay', 'rewind', '--to', '1');
      expect([rewound.code, rewound.out]).toEqual([0, 'the relay sends 2 events again, from position 2\n']);
    },
    patienceMs,
  );
});

describe('cadastre relay new-key and forget-keys', () => {
  const secrets = async (): Promise<Map<number, Buffer>> => {
    const text = 'select key_id, secret from event_bus.message_keys order by key_id';
    const { rows } = await database.ownerPool.query<{ key_id: number; secret: Buffer }>(text);
    return new Map(rows.map(({ key_id, secret }) => [key_id, secret]));
  };

  test(
    'exchange the key that messages are signed with, in the end or at once, and show no secret',
    async () => {
      expect((await cadastre('relay', 'forget-keys')).out).toMatch(/^there is no key/);
      const ran = [
        await cadastre('relay', 'new-key'),
        await cadastre('relay', 'new-key'),
        await cadastre('relay', 'forget-keys', '--json'),
      ];
      const before = await secrets();
      ran.push(await cadastre('relay', 'new-key', '--forget-former'));
      expect(ran.map(({ code, out, err }) => [code, out, err])).toEqual([
        [0, 'messages are signed with key 1\n', ''],
        [0, 'messages are signed with key 2\nbelieved as well: 1\n', ''],
        [0, '{"believed":[2],"forgotten":[1]}\n', ''],
        [0, 'messages are signed with key 3\nforgotten: 2; consumers that run notice within a minute\n', ''],
      ]);
      const last = await secrets();
      expect([[...before.keys()], [...last.keys()]]).toEqual([[2], [3]]);
      expect(before.get(2)?.equals(last.get(3) ?? Buffer.alloc(0))).toBe(false);
      const said = ran.map(({ out, err }) => out + err).join('');
      for (const secret of [...before.values(), ...last.values()])
        for (const encoding of ['hex', 'base64', 'base64url'] as const)
          expect(said).not.toContain(secret.toString(encoding));
    },
    patienceMs,
  );
});

test(
  'dead letters cannot be listed without a Kafka',
  async () => {
    const listed = await cadastre('dead-letters', 'list');
    expect([listed.code, listed.err]).toEqual([1, expect.stringContaining('set CADASTRE_KAFKA_BROKERS')]);
  },
  patienceMs,
);
