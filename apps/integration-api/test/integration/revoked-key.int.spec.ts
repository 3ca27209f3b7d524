import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createApiKey, revokeApiKey } from '../../src/index.ts';
import type { ApiUnderTest } from './api-under-test.ts';
import { SyncDriver } from './drive-sync.ts';
import { openStream } from './event-stream.ts';
import { GrpcClient } from './grpc-client.ts';
import { registration, startApiWithTarget, type Target } from './target.ts';

const tenantId = 'acme';
const halfAMinute = 30_000;
/** Of the machine's time, which is not the one that passes for the looks at keys. */
const deadlineMs = 10_000;
let api: ApiUnderTest;
let target: Target;
let sync: SyncDriver;
/** Of the two callers: one whose key will be revoked, and one who keeps it. */
let revoked: Caller;
let kept: Caller;

type Caller = { keyId: string; headers: Record<string, string>; grpc: GrpcClient };

const newCaller = async (): Promise<Caller> => {
  const { key, secret } = await createApiKey(api.database.pool, { tenantId, name: 'test' });
  const headers = { authorization: `Bearer ${secret}` };
  return { keyId: key.keyId, headers, grpc: new GrpcClient(api.grpc, headers) };
};

beforeAll(async () => {
  ({ api, target } = await startApiWithTarget({ settings: { auth: 'api-key' } }));
});
afterAll(async () => {
  await api.close();
  await target.database.drop();
});
beforeEach(async () => {
  [revoked, kept] = await Promise.all([newCaller(), newCaller()]);
  const { body } = await api.client.with(kept.headers).post('/integrations', registration(target));
  sync = new SyncDriver(api.platform, body, tenantId);
  jest.useFakeTimers({ advanceTimers: false, doNotFake: allBut('setInterval', 'clearInterval') });
});
afterEach(() => {
  jest.useRealTimers();
  for (const { grpc } of [revoked, kept]) grpc.close();
});

/** The looks at keys go by an interval; everything else by the clock. */
const allBut = (...faked: readonly string[]) =>
  (
    [
      'Date',
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ] as const
  ).filter((name) => !faked.includes(name));

const revoke = async (): Promise<void> => {
  expect(await revokeApiKey(api.database.pool, { tenantId, keyId: revoked.keyId })).toBe(true);
  jest.advanceTimersByTime(halfAMinute);
};

describe('half a minute after its key was revoked', () => {
  test('a subscription ends, whatever comes; that of another key goes on', async () => {
    const request = { heartbeat: { seconds: 60, nanos: 0 } };
    const [ending, going] = [revoked, kept].map(({ grpc }) =>
      grpc.stream('subscribeEvents', request, { deadlineMs }),
    );
    await Promise.all([ending?.next(), going?.next()]);
    await revoke();
    expect(await ending?.refusal()).toMatchObject({
      code: 'UNAUTHENTICATED',
      info: { reason: 'UNAUTHENTICATED' },
    });
    await sync.start();
    expect(await going?.until(({ events }) => events.length > 0)).toBeDefined();
    going?.cancel();
  });

  test('whoever watches a sync over gRPC sees no more of it', async () => {
    const request = { sync_id: sync.syncId };
    const [ending, going] = [revoked, kept].map(({ grpc }) =>
      grpc.stream('watchSync', request, { deadlineMs }),
    );
    await Promise.all([ending?.next(), going?.next()]);
    await revoke();
    expect((await ending?.refusal())?.code).toBe('UNAUTHENTICATED');
    await sync.start();
    expect(await going?.until((message) => message.sync?.status === 'SYNC_STATUS_PROCESSING')).toBeDefined();
    going?.cancel();
  });

  test('the events of a sync end, and are refused to whoever comes back', async () => {
    const url = `${api.client.url}/syncs/${sync.syncId}/events`;
    const ending = await openStream(url, revoked.headers);
    const going = await openStream(url, kept.headers);
    await Promise.all([ending.next(), going.next()]);
    await revoke();
    const isOver = ending.ended.then(() => true);
    expect(await Promise.race([isOver, pause(deadlineMs, false, { ref: false })])).toBe(true);
    expect(ending.seen).toHaveLength(1);
    const again = await fetch(url, { headers: revoked.headers });
    expect([again.status, await again.text()]).toEqual([401, expect.stringContaining('unauthenticated')]);
    await sync.start();
    expect(await going.until(({ data }) => data.status === 'PROCESSING')).toBeDefined();
    going.close();
  });
});
