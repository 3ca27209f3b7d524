import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aTable, waitFor } from '@cadastre/testing';
import { createApiKey } from '../../src/index.ts';
import { SequencedBell } from '../../src/events/sequenced-bell.ts';
import type { ApiUnderTest } from './api-under-test.ts';
import { SyncDriver } from './drive-sync.ts';
import { GrpcClient, type GrpcStream } from './grpc-client.ts';
import { startApiWithTarget, type Target } from './target.ts';

let api: ApiUnderTest;
let target: Target;
let acme: GrpcClient;
let other: GrpcClient;

beforeAll(async () => {
  ({ api, target } = await startApiWithTarget({ settings: { auth: 'api-key' } }));
  const clientOf = async (tenantId: string): Promise<GrpcClient> => {
    const { secret } = await createApiKey(api.database.pool, { tenantId, name: 'test' });
    return new GrpcClient(api.grpc, { authorization: `Bearer ${secret}` });
  };
  acme = await clientOf('acme');
  other = await clientOf('other');
});
afterAll(async () => {
  acme.close();
  other.close();
  await api.close();
  await target.database.drop();
});

const register = async (grpc = acme, tenantId = 'acme'): Promise<SyncDriver> => {
  const { body } = await grpc.call('registerIntegration', {
    integration_type: 'INTEGRATION_TYPE_POSTGRESQL',
    credential: { ...target.credential, ssl_mode: 'SSL_MODE_DISABLE' },
  });
  return new SyncDriver(api.platform, { ...body, integration_id: body.integration.integration_id }, tenantId);
};
const sequenced = async (): Promise<number> => {
  const newest = (await api.platform.eventStore.latestCommitId()) ?? '';
  let position: number | null = null;
  await waitFor(async () => (position = await api.platform.eventStore.positionOfCommit(newest)) !== null, {
    what: 'a position',
  });
  return position ?? 0;
};
const eventsOf = (messages: readonly any[]): any[] => messages.flatMap(({ events }) => events);
const all = async (grpc: GrpcClient, request: object = {}): Promise<any[]> => {
  await sequenced();
  return eventsOf(
    await grpc.stream('subscribeEvents', { after_position: 0, stop_at_head: true, ...request }).rest(),
  );
};
const idsOf = (events: readonly any[]): string[] => events.map(({ event_id }) => event_id);

describe('a subscription', () => {
  test('has the whole log of its tenant in order, and no event of another', async () => {
    await register();
    const theirs = await register(other, 'other');
    await register();
    const events = await all(acme);
    const positions = events.map(({ position }) => position);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(events[0]).toMatchObject({ type: 'IntegrationRegistered', stream_version: 1, ordinal: 0 });
    expect(JSON.parse(String(events[0].data))).toMatchObject({ integration_id: expect.any(String) });
    expect(JSON.stringify(events.map(({ data }) => String(data)))).not.toContain(theirs.integrationId);

    const othersOwn = await all(other);
    expect(new Set(othersOwn.map(({ data }) => JSON.parse(String(data)).integration_id))).toEqual(
      new Set([theirs.integrationId]),
    );
    const log = await api.platform.eventStore.readLog({ afterPosition: 0, limit: 10_000 });
    expect(events.length + othersOwn.length).toBe(log.events.length);
  });

  test('is filtered by type, category and integration', async () => {
    const sync = await register();
    await sync.start();
    await sync.discover([aTable()]);
    const integration_ids = [sync.integrationId];
    const types = async (request: object): Promise<string[]> =>
      (await all(acme, { integration_ids, ...request })).map(({ type }) => type);
    expect(await types({ types: ['SyncStarted'] })).toEqual(['SyncStarted']);
    expect(await types({ categories: ['STREAM_CATEGORY_CATALOG'] })).toEqual(['ObjectDiscovered']);
    expect(await types({ categories: ['STREAM_CATEGORY_CATALOG'], types: ['SyncStarted'] })).toEqual([]);
    expect(await types({})).toEqual([
      'IntegrationRegistered',
      'SyncOpened',
      'SyncRequested',
      'SyncStarted',
      'ObjectDiscovered',
    ]);
    const wrong = await acme.stream('subscribeEvents', { types: ['SyncStartd'] }).refusal();
    expect(wrong).toMatchObject({ code: 'INVALID_ARGUMENT', violations: [{ field: 'types.0' }] });
  });

  test('goes on where another one was cut: nothing is missed, nothing comes twice', async () => {
    for (let n = 0; n < 3; n += 1) await register();
    const whole = idsOf(await all(acme));
    const seen: string[] = [];
    let position = 0;
    // Cut again and again after the first message with events.
    for (let last = -1; last !== position;) {
      last = position;
      const stream = acme.stream('subscribeEvents', { after_position: position, stop_at_head: true });
      const message = await stream
        .until(({ events, position: at }) => events.length > 0 || at > last)
        .catch(() => undefined);
      stream.cancel();
      if (message === undefined) break;
      seen.push(...idsOf(message.events));
      position = message.position;
    }
    expect(seen).toEqual(whole);
    const tail = await acme
      .stream('subscribeEvents', { after_position: position, stop_at_head: true })
      .rest();
    expect(eventsOf(tail)).toEqual([]);
  });

  test('begins with now where no position is given, and sees what comes', async () => {
    await register();
    await sequenced();
    const stream = acme.stream('subscribeEvents', {});
    const first = await stream.next();
    expect(first).toMatchObject({ events: [], position: first.head_position });
    const sync = await register();
    const message = await stream.until(({ events }) => events.length > 0);
    expect(JSON.parse(String(message.events[0].data)).integration_id).toBe(sync.integrationId);
    stream.cancel();
  });

  test('that lets nothing through still says how far it is', async () => {
    const stream = acme.stream('subscribeEvents', {
      after_position: 0,
      types: ['SyncDeadLettered'],
      heartbeat: { seconds: 1, nanos: 0 },
    });
    const head = await sequenced();
    const message = await stream.until(({ position }) => position >= head);
    expect(message.events).toEqual([]);
    stream.cancel();
  });

  test('behind the end of the log is refused, and so is a heartbeat out of bounds', async () => {
    const beyond = await acme.stream('subscribeEvents', { after_position: 1_000_000_000 }).refusal();
    expect(beyond).toMatchObject({ code: 'OUT_OF_RANGE', info: { reason: 'POSITION_BEYOND_LOG' } });
    const fast = await acme.stream('subscribeEvents', { heartbeat: { seconds: 0, nanos: 1_000 } }).refusal();
    expect(fast).toMatchObject({ code: 'INVALID_ARGUMENT', violations: [{ field: 'heartbeat_ms' }] });
  });

  test('ends at its deadline and leaves nothing behind', async () => {
    const bell = api.app.get(SequencedBell);
    const refused = await acme.stream('subscribeEvents', {}, { deadlineMs: 500 }).refusal();
    expect(refused.code).toBe('DEADLINE_EXCEEDED');
    await waitFor(() => bell.waiting === 0, { what: 'the server to let go' });
  });

  test('of a reader who does not read costs the memory of a page, and he gets it all in the end', async () => {
    const sync = await register();
    const text = 'x'.repeat(200_000);
    // Far more than what a client and the sockets between hold: some 100 of these events.
    const size = 250;
    for (let n = 0; n < size; n += 1)
      await sync.discover([aTable({ oid: 1_000 + n, name: `big_${n}` }, { comment: text })]);
    await sequenced();
    const reads: number[] = [];
    const { eventStore } = api.platform;
    const readLog = eventStore.readLog.bind(eventStore);
    eventStore.readLog = async (options) => {
      const page = await readLog(options);
      if (options.tenantId === 'acme') reads.push(page.events.length);
      return page;
    };
    const integration_ids = [sync.integrationId];
    const request = { after_position: 0, stop_at_head: true, integration_ids, types: ['ObjectDiscovered'] };
    const slow: GrpcStream = acme.stream('subscribeEvents', request);
    await slow.next();
    const settled = async (): Promise<number> => {
      // Nobody takes anything: reading stops by itself, long before the end.
      let before = -1;
      await waitFor(
        () => {
          const isStill = before === reads.length && reads.length > 0;
          before = reads.length;
          return isStill;
        },
        { what: 'reading to stop', pollMs: 1_000, timeoutMs: 60_000 },
      );
      return reads.reduce((sum, count) => sum + count, 0);
    };
    expect(await settled()).toBeLessThan(0.75 * size);
    const rest = await slow.rest();
    eventStore.readLog = readLog;
    expect(eventsOf(rest)).toHaveLength(size);
  }, 120_000);
});
