import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { int32, message, speakPostgres, startFake } from './fake-server.ts';
import { localCredential, tryOut } from './targets.ts';

/** Everything from which libpq or pg would take what the caller did not say. */
const traps: Readonly<Record<string, string>> = {
  PGHOST: '192.0.2.1',
  PGPORT: '1',
  PGUSER: 'CANARY-user',
  PGDATABASE: 'CANARY-database',
  PGPASSWORD: 'CANARY-password',
  PGOPTIONS: '-c CANARY.options=1',
  PGAPPNAME: 'CANARY-name',
  PGREPLICATION: 'CANARY-replication',
  PGCLIENT_ENCODING: 'CANARY-encoding',
  PGSSLMODE: 'no-verify',
  PGSSLNEGOTIATION: 'direct',
  PGBINARY: '1',
  PGCONNECT_TIMEOUT: '1',
};

let home: string;
const before = { ...process.env };
beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), 'cadastre-home-'));
  writeFileSync(path.join(home, '.pgpass'), '*:*:*:*:CANARY-pgpass\n', { mode: 0o600 });
  Object.assign(process.env, traps, { HOME: home, PGPASSFILE: path.join(home, '.pgpass') });
});
afterAll(() => {
  process.env = before;
  rmSync(home, { recursive: true });
});

const cleartext = message('R', int32(3));
const md5 = message('R', int32(5), Buffer.from('salt'));
const scram = message('R', int32(10), Buffer.from('SCRAM-SHA-256\0\0'));

test.each([
  ['cleartext', cleartext],
  ['md5', md5],
  ['SCRAM', scram],
])('an empty password never becomes one of ours: %s', async (_, login) => {
  const fake = await startFake(speakPostgres({ login }));
  const result = await tryOut(localCredential(fake.port, { password: '' }), { isPasswordOptional: true });
  await fake.stop();
  expect(result.failure).toMatchObject({ code: 'target-authentication-failed', step: 'authentication' });
  expect(result.failure?.message).toBe('The server asks for a password, and none was given.');
  const sent = Buffer.concat(fake.received);
  expect(sent.includes('CANARY')).toBe(false);
  // The SSLRequest and the startup message, and nothing after them.
  expect(sent).toHaveLength(8 + sent.readInt32BE(8));
});

test('the startup message says what the caller said, and nothing of our environment', async () => {
  const fake = await startFake((socket) => {
    speakPostgres({ login: cleartext })(socket);
    socket.on('data', (chunk) => (chunk[0] === 'p'.charCodeAt(0) ? socket.end() : undefined));
  });
  await tryOut(localCredential(fake.port, { password: 'the-password' }));
  await fake.stop();
  const [, startup, password] = fake.received;
  const words = (startup ?? Buffer.alloc(0))
    .subarray(8)
    .toString()
    .split('\0')
    .filter((word) => word !== '');
  expect(words).toEqual([
    'user',
    'somebody',
    'database',
    'somewhere',
    'application_name',
    'cadastre/test',
    'client_encoding',
    'UTF8',
  ]);
  expect(password?.subarray(5).toString()).toBe('the-password\0');
});
