import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { apiSchema } from '@cadastre/integration-api';
import { PostgresEventStore, createSequencer, eventStoreSchema } from '@cadastre/event-store';
import { SyncRequested, syncStream } from '@cadastre/events';
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
import { temporaryFolder } from '@cadastre/testing';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const folder = temporaryFolder('cadastre-cli');
let database: TestDatabase;

/** As it is built: `npm test` builds first. */
const cadastre = (...args: string[]): { code: number | null; out: string; err: string } => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'tools/cadastre/dist/main.js'), ...args],
    { cwd: folder.path, encoding: 'utf8', env: { ...process.env, CADASTRE_DATABASE_URL: database.url } },
  );
  return { code: status, out: stdout, err: stderr };
};

beforeAll(async () => {
  database = await createTestDatabase({ schemas: [eventStoreSchema, apiSchema] });
  const store = new PostgresEventStore({ pool: database.pool });
  const sequencer = createSequencer({
    pool: database.pool,
    owner: 'test',
    wakeUp: new WakeUp(),
    onSequenced: () => undefined,
    log: silentLog,
  });
  for (let n = 1; n <= 3; n += 1) {
    await store.append({
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
  }
  sequencer.start();
  await waitFor(async () => (await store.headPosition()) === 3);
  await sequencer.stop();
}, 60_000);
afterAll(async () => {
  await database.drop();
  folder.remove();
});

describe('cadastre verify', () => {
  test('finds a sound log sound and gives an anchor that later runs can be held against', () => {
    const { code, out } = cadastre('verify');
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^sound: 3 events in 3 commits\nanchor: 3:[0-9a-f]{64}\n$/),
    ]);
    expect(cadastre('verify', '--anchor', out.split('anchor: ')[1]?.trim() ?? '').code).toBe(0);
    expect(cadastre('verify', '--anchor', `3:${'0'.repeat(64)}`).code).toBe(2);
  }, 60_000);

  test('names the first broken commit and ends with 2', async () => {
    await database.ownerPool.query(`
      alter table event_store.commits disable trigger all;
      update event_store.commits set actor = 'somebody else' where commit_id = (select min(commit_id) + 1 from event_store.commits);
      alter table event_store.commits enable trigger all`);
    const { code, out } = cadastre('verify', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      positions: 1,
      firstBroken: { position: 2, reason: 'content-changed' },
    });
  }, 60_000);
});

describe('cadastre api-key', () => {
  test('shows a key once, lists it without, and revokes it', () => {
    const made = JSON.parse(
      cadastre('api-key', 'create', '--tenant', 'acme', '--name', 'ci', '--json').out,
    ) as { secret: string; keyId: string };
    expect(made.secret).toMatch(/^cadastre_/);
    const listed = cadastre('api-key', 'list', '--tenant', 'acme');
    expect(listed.out).toContain('ci');
    expect(listed.out).not.toContain(made.secret);
    expect(cadastre('api-key', 'list', '--tenant', 'other').out).not.toContain('ci');
    expect(cadastre('api-key', 'revoke', '--tenant', 'acme', made.keyId).code).toBe(0);
    expect(cadastre('api-key', 'revoke', '--tenant', 'acme', made.keyId).code).toBe(1);
  }, 120_000);
});

test('a key in place of its id is refused, and not repeated', () => {
  const { code, out, err } = cadastre('api-key', 'revoke', 'cadastre_c2VjcmV0');
  expect([code, err]).toEqual([1, expect.stringContaining('the id of a key is a UUID')]);
  expect(out + err).not.toContain('c2VjcmV0');
}, 60_000);

describe('cadastre make-key', () => {
  test('makes a key that only this account can read, and never overwrites one', () => {
    const file = path.join(folder.path, 'key');
    expect(cadastre('make-key', file).code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const key = readFileSync(file, 'utf8');
    const again = cadastre('make-key', file);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('never overwritten')]);
    expect(existsSync(file) && readFileSync(file, 'utf8')).toBe(key);
  }, 60_000);
});

test('an unknown command is refused with help', () => {
  const { code, err } = cadastre('conect');
  expect([code, err]).toEqual([1, expect.stringContaining('Usage: cadastre')]);
}, 60_000);

test('migrate brings an empty database to its shape, with settings from files, and then has nothing to do', async () => {
  const empty = await createTestDatabase({ schemas: [] });
  try {
    const file = path.join(folder.path, 'database-url');
    writeFileSync(file, `${empty.superuserUrl}\n`);
    const migrate = () =>
      spawnSync(process.execPath, [path.join(root, 'tools/cadastre/dist/main.js'), 'migrate', '--json'], {
        cwd: folder.path,
        encoding: 'utf8',
        env: { PATH: process.env.PATH, CADASTRE_DATABASE_URL_FILE: file },
      });
    const first = migrate();
    expect([first.status, first.stderr]).toEqual([0, '']);
    expect(JSON.parse(first.stdout).migrations.length).toBeGreaterThan(10);
    expect(JSON.parse(migrate().stdout)).toEqual({ migrations: [] });
  } finally {
    await empty.drop();
  }
});
