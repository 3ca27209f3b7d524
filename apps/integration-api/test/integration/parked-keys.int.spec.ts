import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { waitFor } from '@cadastre/testing';
import { createApiKey } from '../../src/index.ts';
import type { ApiClient } from './api-client.ts';
import type { ApiUnderTest } from './api-under-test.ts';
import { GrpcClient } from './grpc-client.ts';
import { registration, startApiWithTarget, type Target } from './target.ts';

let api: ApiUnderTest;
let target: Target;
let acme: ApiClient;
let other: ApiClient;
let grpc: GrpcClient;
let grpcOther: GrpcClient;
let actor: string;
/** Of the integration that each test has to itself. */
let id: string;
let path: string;

const projection = 'read_model.integrations';
const keyOf = (tenantId: string) => createApiKey(api.database.pool, { tenantId, name: 'test' });

beforeAll(async () => {
  ({ api, target } = await startApiWithTarget({ settings: { auth: 'api-key' } }));
  const [ours, theirs] = await Promise.all([keyOf('acme'), keyOf('other')]);
  const authorized = (secret: string) => ({ authorization: `Bearer ${secret}` });
  acme = api.client.with(authorized(ours.secret));
  other = api.client.with(authorized(theirs.secret));
  actor = `api-key:${ours.key.keyId}`;
  grpc = new GrpcClient(api.grpc, authorized(ours.secret));
  grpcOther = new GrpcClient(api.grpc, authorized(theirs.secret));
});
afterAll(async () => {
  for (const client of [grpc, grpcOther]) client.close();
  await api.close();
  await target.database.drop();
});

const owner = (sql: string): Promise<unknown> => api.database.ownerPool.query(sql);
/** A table that does not take what an event brings, as after a mistake in a release. */
const breakTable = () =>
  owner(
    `alter table read_model.integrations add constraint no_poison check (name not like 'poison%') not valid`,
  );
const mendTable = () => owner('alter table read_model.integrations drop constraint if exists no_poison');

const parked = async () => (await acme.get(path)).body;
const isTried = (tries: number) =>
  waitFor(async () => (await parked()).tries === tries, { what: `try ${tries}`, pollMs: 20 });
const isFree = () =>
  waitFor(async () => (await acme.get(path)).status === 404, { what: 'the key to be free', pollMs: 20 });
const shown = async () => {
  const { body } = await acme.get(`/integrations/${id}`);
  return [body.name, body.status];
};

beforeEach(async () => {
  await mendTable();
  const { body } = await acme.post('/integrations', { ...registration(target), name: 'before' });
  id = body.integration_id;
  path = `/parked-keys/${projection}/${id}`;
  await breakTable();
  await acme.patch(`/integrations/${id}`, { name: 'poison' });
  await acme.post(`/integrations/${id}/disable`);
  await isTried(1);
  await waitFor(async () => (await parked()).waiting_events === 2, { pollMs: 20 });
});

describe('a parked key', () => {
  test('is listed with what waits and why, and nothing of what is in it', async () => {
    const { body } = await acme.get(`/parked-keys?projection=${projection}&state=parked&limit=200`);
    const item = body.items.find(({ key }: { key: string }) => key === id);
    expect(item).toMatchObject({
      projection,
      state: 'parked',
      event_type: 'IntegrationRenamed',
      code: '23514',
      tries: 1,
      waiting_events: 2,
      requested_by: null,
      is_dead_lettered: false,
    });
    const one = await acme.get(path);
    expect(one.body).toMatchObject({ ...item, has_more_events: false, requests: [] });
    expect(one.body.events).toMatchObject([
      { position: item.position, type: 'IntegrationRenamed', stream: `integration-${id}` },
      { type: 'IntegrationDisabled' },
    ]);
    expect(one.text).not.toContain('poison"');
    expect((await grpc.call('getParkedKey', { projection, key: id })).body).toMatchObject({
      parked_key: { key: id, state: 'PARKED_KEY_STATE_PARKED', position: item.position },
      events: [{ position: item.position }, {}],
    });
  });

  test('that is still poison stays parked after a retry, and once mended is applied in order', async () => {
    const before = await parked();
    const asked = await acme.post(`${path}/retry`, undefined, { 'x-correlation-id': 'ticket-7' });
    expect([asked.status, asked.headers.get('location')]).toEqual([202, path]);
    expect(asked.body).toMatchObject({
      state: 'retry-requested',
      position: before.position,
      waiting_events: 2,
      requested_by: actor,
      detail: expect.stringContaining('2 events again, in order'),
    });
    await isTried(2);
    const again = await parked();
    expect(again).toMatchObject({ state: 'parked', position: before.position });
    expect(again.requests).toMatchObject([
      { action: 'retry', outcome: 'stuck', requested_by: actor, correlation_id: 'ticket-7' },
    ]);
    expect(await shown()).toEqual(['before', 'active']);
    await mendTable();
    await acme.post(`${path}/retry`);
    await isFree();
    expect(await shown()).toEqual(['poison', 'disabled']);
  });

  test('is skipped at the position that is named, and at no other', async () => {
    const { position } = await parked();
    const wrong = await acme.post(`${path}/skip`, { position: position + 1 });
    expect([wrong.status, wrong.body.code, wrong.body.position]).toEqual([
      409,
      'parked-position-moved',
      position,
    ]);
    const unnamed = await acme.post(`${path}/skip`);
    expect([unnamed.status, unnamed.body.errors]).toEqual([
      400,
      [{ pointer: '/position', detail: 'is required' }],
    ]);
    const skipped = await acme.post(`${path}/skip`, { position });
    expect([skipped.status, skipped.body.state]).toEqual([202, 'skip-requested']);
    expect(skipped.body.detail).toContain(`gives up IntegrationRenamed at position ${position}`);
    await isFree();
    expect(await shown()).toEqual(['before', 'disabled']);
  });

  test('answers a repeated command with its first answer', async () => {
    const headers = { 'idempotency-key': `retry-${id}` };
    const first = await acme.post(`${path}/retry`, undefined, headers);
    const second = await acme.post(`${path}/retry`, undefined, headers);
    expect([second.status, second.body]).toEqual([202, first.body]);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
  });

  test('exists for its own tenant only', async () => {
    const { position } = await parked();
    expect((await other.get('/parked-keys')).body.items).toEqual([]);
    for (const [method, at, body] of [
      ['GET', path],
      ['POST', `${path}/retry`],
      ['POST', `${path}/skip`, { position }],
    ] as const) {
      const answer = await other.send(method, at, { body });
      expect([answer.status, answer.body.code]).toEqual([404, 'parked-key-not-found']);
    }
    const name = { projection, key: id };
    expect((await grpcOther.call('listParkedKeys')).body.items).toEqual([]);
    expect((await grpcOther.refusal('skipParkedEvent', { ...name, position })).code).toBe('NOT_FOUND');
    expect(await parked()).toMatchObject({ state: 'parked', position, requests: [] });
  });
});

test('the same over gRPC', async () => {
  const name = { projection, key: id };
  const { position } = await parked();
  const wrong = await grpc.refusal('skipParkedEvent', { ...name, position: position + 1 });
  expect([wrong.code, wrong.info?.metadata['position']]).toEqual(['ABORTED', String(position)]);
  const unnamed = await grpc.refusal('skipParkedEvent', name);
  expect([unnamed.code, unnamed.violations]).toEqual([
    'INVALID_ARGUMENT',
    [{ field: 'position', description: 'is required' }],
  ]);
  const nobody = await grpc.refusal('retryParkedKey', { projection });
  expect(nobody.violations).toEqual([{ field: 'key', description: 'is required' }]);
  const { body } = await grpc.call('listParkedKeys', {
    projection,
    state: 'PARKED_KEY_STATE_PARKED',
    limit: 200,
  });
  expect(body.items.map(({ key }: { key: string }) => key)).toContain(id);
  await grpc.call('retryParkedKey', name);
  await isTried(2);
  expect((await grpc.call('getParkedKey', name)).body.requests).toMatchObject([
    { action: 'PARKED_KEY_ACTION_RETRY', outcome: 'PARKED_KEY_OUTCOME_STUCK', requested_by: actor },
  ]);
  const skipped = await grpc.call('skipParkedEvent', { ...name, position });
  expect(skipped.body.state).toBe('PARKED_KEY_STATE_SKIP_REQUESTED');
  await isFree();
  expect(await shown()).toEqual(['before', 'disabled']);
});

test('a list goes on where the page before ended', async () => {
  const first = await acme.get('/parked-keys?limit=1');
  expect(first.body).toMatchObject({ has_more: true, items: [{}] });
  const second = await acme.get(`/parked-keys?limit=1&cursor=${first.body.next_cursor}`);
  expect(second.body.items[0].key).not.toBe(first.body.items[0].key);
  expect((await acme.get('/parked-keys?cursor=nonsense')).body.code).toBe('invalid-input');
});

test('a key that nothing is parked under is not found, whatever it is called', async () => {
  for (const key of [encodeURIComponent('a/b ä'), 'x'.repeat(2_000)]) {
    const answer = await acme.get(`/parked-keys/${projection}/${key}`);
    expect([answer.status, answer.body.code]).toEqual([404, 'parked-key-not-found']);
  }
});
