import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { IntegrationRenamed, integrationStream } from '@cadastre/events';
import { PostgresEventStore, createSequencer, eventStoreSchema } from '@cadastre/event-store';
import { apiSchema, commandScopedId } from '@cadastre/integration-api';
import { WakeUp, silentLog } from '@cadastre/service-runtime';
import { anIntegrationId, createTestDatabase, metadata, waitFor, type TestDatabase } from '@cadastre/testing';
import { checkCommands } from '../../src/checks/check-commands.ts';
import { checkLog } from '../../src/checks/check-log.ts';
import type { Command, Outcome } from '../../src/load/command.ts';

let database: TestDatabase;
let number = 0;

beforeAll(async () => {
  database = await createTestDatabase({ schemas: [eventStoreSchema, apiSchema] });
});
afterAll(() => database.drop());

/** A rename as the API carries it out under an idempotency key. */
const carriedOut = async (name = `name ${number + 1}`): Promise<{ command: Command; commitId: string }> => {
  const command = aCommand(name);
  const seed = randomUUID();
  await database.ownerPool.query(
    `insert into api.idempotency_keys (tenant_id, key, request_mac, attempt, locked_until, expires_at, seed)
     values ('default', $1, 'mac', gen_random_uuid(), now(), now() + interval '1 day', $2)`,
    [command.key, seed],
  );
  const integrationId = anIntegrationId();
  const event = IntegrationRenamed.create({
    integration_id: integrationId,
    name,
    renamed_at: new Date().toISOString(),
  });
  const store = new PostgresEventStore({ pool: database.pool });
  const { commitId } = await store.append({
    streams: [{ streamId: integrationStream(integrationId), expectedVersion: 'any', events: [event] }],
    metadata: {
      ...metadata(),
      tenantId: 'default',
      actor: 'user:local',
      commandId: commandScopedId({ seed }, 'command'),
    },
  });
  return { command, commitId };
};

const aCommand = (name: string): Command => ({
  number: (number += 1),
  kind: 'rename',
  key: randomUUID(),
  method: 'PATCH',
  path: '/',
  body: { name },
  integrationId: null,
  syncId: null,
  name,
  outcome: { type: 'open' },
  attempts: 1,
});

const acknowledged = (commitId: string): Outcome => ({
  type: 'acknowledged',
  status: 200,
  commitId,
  body: {},
});

/** Each test has its own commands in one log: what the others wrote is foreign to it. */
const wrongIn = async (commands: readonly Command[], check: RegExp): Promise<readonly string[]> => {
  const { findings } = await checkCommands(database.ownerPool, commands);
  return findings.find((finding) => check.test(finding.check))?.wrong ?? ['no such check'];
};

describe('holding the log against the journal', () => {
  test('finds nothing where the log is as the clients were told', async () => {
    const { command, commitId } = await carriedOut();
    command.outcome = acknowledged(commitId);
    expect(await wrongIn([command], /^every acknowledged/)).toEqual([]);
  });

  test('finds an acknowledged command that is not in the log', async () => {
    const command = aCommand('nobody wrote this');
    command.outcome = acknowledged('99');
    expect(await wrongIn([command], /^every acknowledged/)).toEqual([
      expect.stringContaining('not in the log'),
    ]);
  });

  test('finds one that is there as something else than was acknowledged', async () => {
    const { command, commitId } = await carriedOut();
    command.outcome = acknowledged(commitId);
    const wrong = await wrongIn([{ ...command, name: 'another name' }], /^every acknowledged/);
    expect(wrong).toEqual([expect.stringContaining('its IntegrationRenamed says')]);
  });

  test('finds a command that was refused and carried out', async () => {
    const { command } = await carriedOut();
    command.outcome = { type: 'refused', status: 409, code: 'x' };
    expect(await wrongIn([command], /^a refused/)).toHaveLength(1);
  });

  test('finds one that is there twice, and one that nobody sent', async () => {
    const [first, second] = [await carriedOut('the same'), await carriedOut('the same')];
    for (const { command, commitId } of [first, second]) command.outcome = acknowledged(commitId);
    const wrong = await wrongIn([first.command], /^no command is in the log twice/);
    expect(wrong).toContainEqual(expect.stringContaining(`commit ${second.commitId} of command`));
    expect(wrong).toContain('the name "the same" was given 2 times');
  });

  test('takes either end of an unknown command', async () => {
    const { command } = await carriedOut();
    command.outcome = { type: 'unknown' };
    const absent = aCommand('never arrived');
    absent.outcome = { type: 'unknown' };
    const { findings, unknownPresent } = await checkCommands(database.ownerPool, [command, absent]);
    expect(unknownPresent).toBe(1);
    expect(findings.find(({ check }) => check.startsWith('every acknowledged'))?.wrong).toEqual([]);
  });
});

test('holes in the log are found', async () => {
  await carriedOut();
  const sequencer = createSequencer({
    pool: database.pool,
    owner: 'test',
    wakeUp: new WakeUp(),
    onSequenced: () => undefined,
    log: silentLog,
  });
  sequencer.start();
  await waitFor(
    async () => (await database.ownerPool.query('select from event_store.pending')).rowCount === 0,
    { timeoutMs: 10_000 },
  );
  await sequencer.stop();
  expect((await checkLog(database.ownerPool)).flatMap(({ wrong }) => wrong)).toEqual([]);
  await database.ownerPool.query('update event_store.sequencer set last_position = last_position + 1');
  const wrong = (await checkLog(database.ownerPool)).flatMap((finding) => finding.wrong);
  expect(wrong).toContainEqual(expect.stringMatching(/^the log ends at \d+, the sequencer says \d+$/));
  expect(wrong).toContainEqual(expect.stringContaining('tail-missing'));
});
