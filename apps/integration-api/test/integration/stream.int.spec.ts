import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitFor } from '@cadastre/testing';
import { ProjectedBell } from '../../src/http/projected-bell.ts';
import { startApi, type ApiUnderTest } from './api-under-test.ts';
import { SyncDriver } from './drive-sync.ts';
import { openStream } from './event-stream.ts';
import { registration, startApiWithTarget, type Target } from './target.ts';

let api: ApiUnderTest;
let target: Target;

beforeAll(async () => {
  ({ api, target } = await startApiWithTarget());
});
afterAll(async () => {
  await api.close();
  await target.database.drop();
});

const register = async (): Promise<SyncDriver> => {
  const { body } = await api.client.post('/integrations', registration(target));
  return new SyncDriver(api.platform, body);
};
const eventsOf = ({ syncId }: SyncDriver): string => `${api.client.url}/syncs/${syncId}/events`;

describe('GET /syncs/{id}/events', () => {
  test('tells each state as it comes, up to the end, and closes', async () => {
    const sync = await register();
    const stream = await openStream(eventsOf(sync));
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.headers.get('x-accel-buffering')).toBe('no');

    expect((await stream.next()).data).toMatchObject({ status: 'STARTED' });
    await sync.start();
    expect((await stream.until(({ data }) => data.status === 'PROCESSING')).event).toBe('progress');
    await sync.startActivity();
    await sync.progress(3, 4);
    const progress = await stream.until(({ data }) =>
      data.activities.some(({ percent }: { percent: number | null }) => percent === 75),
    );
    expect(progress.data.percent).toBeGreaterThan(0);
    await sync.complete();
    const last = await stream.until(({ event }) => event !== 'progress');

    expect(last).toMatchObject({ event: 'completed', data: { status: 'COMPLETED', percent: 100 } });
    expect(await stream.ended).toBe(true);
    const ids = stream.seen.map(({ id }) => Number(id));
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  });

  test('goes on behind Last-Event-ID, and says 204 when there is nothing more to come', async () => {
    const sync = await register();
    const first = await openStream(eventsOf(sync));
    const { id } = await first.next();
    first.close();
    await sync.start();

    const second = await openStream(eventsOf(sync), { 'last-event-id': id });
    const next = await second.next();
    expect(Number(next.id)).toBeGreaterThan(Number(id));
    expect(next.data.status).toBe('PROCESSING');
    await sync.complete();
    const last = await second.until(({ event }) => event === 'completed');

    const over = await fetch(eventsOf(sync), { headers: { 'last-event-id': last.id } });
    expect([over.status, await over.text()]).toEqual([204, '']);
    const whole = await openStream(eventsOf(sync));
    expect((await whole.next()).event).toBe('completed');
    expect(await whole.ended).toBe(true);
  });

  test('stops looking when its reader has gone', async () => {
    const sync = await register();
    const stream = await openStream(eventsOf(sync));
    await stream.next();
    stream.close();
    const bell = api.app.get(ProjectedBell);
    let quietLooks = 0;
    const isQuiet = (): boolean => (quietLooks = bell.waiting === 0 ? quietLooks + 1 : 0) >= 20;
    await waitFor(isQuiet, { what: 'the server to let go of the stream' });
  });

  test('nor a connection that says nothing holds up a shutdown', async () => {
    const other = await startApi();
    const { body } = await other.client.post('/integrations', registration(target));
    const stream = await openStream(`${other.client.url}/syncs/${body.sync_id}/events`);
    await stream.next();
    const silent = connect(Number(new URL(other.client.url).port), '127.0.0.1');
    await once(silent, 'connect');
    const startedAt = performance.now();
    await other.app.close();
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    expect(await stream.ended).toBe(true);
    await other.close();
  });
});
