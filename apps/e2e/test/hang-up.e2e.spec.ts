import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { inTransaction } from '@cadastre/postgres';
import { createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import type { Running } from './support/cadastre.ts';
import { register } from './support/registration.ts';
import { Installation } from './support/services.ts';

jest.setTimeout(120_000);

const requests = 10;

describe('requests to an API that stands still, whose clients hang up', () => {
  let database: TestDatabase;
  let target: TestDatabase;
  let installation: Installation;
  let running: Running;
  let integrationId: string;

  beforeAll(async () => {
    database = await createTestDatabase({ schemas: [] });
    target = await createTestDatabase({ schemas: [] });
    installation = new Installation(database);
    [running] = await Promise.all([installation.start('api'), installation.start('projector')]);
    ({ integration_id: integrationId } = await register(running.api, target.superuserUrl));
  });
  afterAll(async () => {
    await installation.stop();
    await database.drop();
    await target.drop();
  });

  const keyOf = (n: number): Record<string, string> => ({ 'idempotency-key': `given-up-${n}` });
  const path = (command: string): string => `/integrations/${integrationId}/${command}`;
  const givenUp = (): number => running.program.stdout.match(/"status":499/g)?.length ?? 0;

  const eventsOf = async (type: string): Promise<number> => {
    const { rows } = await database.ownerPool.query<{ count: number }>(
      'select count(*)::int from event_store.events where type = $1',
      [type],
    );
    return rows[0]?.count ?? 0;
  };

  /** Resolves when the kernel has it. */
  const send = async (to: string, headers: Record<string, string> = {}): Promise<Socket> => {
    const { hostname, port } = new URL(running.api.baseUrl);
    const socket = connect(Number(port), hostname);
    const lines = [`POST ${to} HTTP/1.1`, `Host: ${hostname}:${port}`, 'Content-Length: 0'];
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
    await new Promise((resolve) => socket.write(`${lines.join('\r\n')}\r\n\r\n`, resolve));
    return socket;
  };
  const hangUp = async (socket: Socket): Promise<void> => {
    socket.destroy();
    await once(socket, 'close');
  };

  /** Of the database's processes that work for the API. */
  const untilBackends = (condition: string, what: string): Promise<unknown> =>
    waitFor(
      async () => {
        const { rows } = await database.ownerPool.query<{ found: boolean }>(
          `select ${condition} as found from pg_stat_activity where application_name = 'cadastre integration-api'`,
        );
        return rows[0]?.found;
      },
      { what },
    );

  test('are not carried out when they were not read yet, and their keys are free', async () => {
    running.program.signal('SIGSTOP');
    for (let n = 0; n < requests; n += 1)
      await hangUp(await send(path('disable'), n % 2 === 0 ? keyOf(n) : {}));
    running.program.signal('SIGCONT');

    await waitFor(() => givenUp() === requests, { what: 'every request to be given up' });
    expect(await eventsOf('IntegrationDisabled')).toBe(0);
    // Another request than the one that was given up: it has a body.
    const again = await running.api.post(path('disable'), {}, keyOf(0));
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, null]);
    expect(await eventsOf('IntegrationDisabled')).toBe(1);
  });

  test('are not carried out when the database has answered them meanwhile', async () => {
    const before = givenUp();
    const { program } = running;
    // The streams are what the command reads first.
    const socket = await inTransaction(database.ownerPool, async (tx) => {
      await tx.query('lock table event_store.streams in access exclusive mode');
      const sent = await send(path('enable'));
      await untilBackends(`bool_or(wait_event_type = 'Lock')`, 'the command to read');
      program.signal('SIGSTOP');
      return sent;
    });
    await untilBackends(`not bool_or(state = 'active')`, 'the database to have answered');
    await hangUp(socket);
    program.signal('SIGCONT');

    await waitFor(() => givenUp() === before + 1, { what: 'the request to be given up' });
    expect(await eventsOf('IntegrationEnabled')).toBe(0);
  });
});
