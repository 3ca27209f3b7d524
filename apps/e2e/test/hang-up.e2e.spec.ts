import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import type { Running } from './support/cadastre.ts';
import { register } from './support/registration.ts';
import { Installation } from './support/services.ts';

jest.setTimeout(120_000);

const requests = 10;

describe('requests that lie in the sockets of an API that stands still', () => {
  let database: TestDatabase;
  let target: TestDatabase;
  let installation: Installation;
  let running: Running;

  beforeAll(async () => {
    database = await createTestDatabase({ schemas: [] });
    target = await createTestDatabase({ schemas: [] });
    installation = new Installation(database);
    [running] = await Promise.all([installation.start('api'), installation.start('projector')]);
  });
  afterAll(async () => {
    await installation.stop();
    await database.drop();
    await target.drop();
  });

  const disabled = async (): Promise<number> => {
    const { rows } = await database.ownerPool.query<{ count: number }>(
      `select count(*)::int from event_store.events where type = 'IntegrationDisabled'`,
    );
    return rows[0]?.count ?? 0;
  };
  const keyOf = (n: number): Record<string, string> => ({ 'idempotency-key': `given-up-${n}` });

  /** The kernel takes it for the process, and then the end of the connection. */
  const sendAndHangUp = async (path: string, headers: Record<string, string>): Promise<void> => {
    const { hostname, port } = new URL(running.api.baseUrl);
    const socket = connect(Number(port), hostname);
    const lines = [`POST ${path} HTTP/1.1`, `Host: ${hostname}:${port}`, 'Content-Length: 0'];
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
    await new Promise((resolve) => socket.write(`${lines.join('\r\n')}\r\n\r\n`, resolve));
    socket.destroy();
    await once(socket, 'close');
  };

  test('are not carried out once their clients have hung up, and can be asked for again', async () => {
    const { integration_id } = await register(running.api, target.superuserUrl);
    const path = `/integrations/${integration_id}/disable`;
    const { program, api } = running;

    program.signal('SIGSTOP');
    for (let n = 0; n < requests; n += 1) await sendAndHangUp(path, n % 2 === 0 ? keyOf(n) : {});
    program.signal('SIGCONT');

    const givenUp = (): number => program.stdout.match(/"status":499/g)?.length ?? 0;
    await waitFor(() => givenUp() === requests, { what: 'every request to be given up' });
    expect(await disabled()).toBe(0);
    const again = await api.call('POST', path, { headers: keyOf(0) });
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, null]);
    expect(await disabled()).toBe(1);
  });
});
