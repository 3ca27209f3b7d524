import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import {
  createTestDatabase,
  startSecuredKafka,
  temporaryFolder,
  testKafka,
  waitFor,
  type SecuredKafka,
  type TestDatabase,
} from '@cadastre/testing';
import { untilLive, type Running } from './support/cadastre.ts';
import { register, untilCompleted } from './support/registration.ts';
import { Installation } from './support/services.ts';

const { describe } = await testKafka(import.meta.url);

jest.setTimeout(180_000);

type Health = { dependencies: Record<string, { status: string; detail: string | null }> };

/** What the services were given, and what the broker knows at first. */
const user = { username: 'cadastre', password: 'CANARYgiven' };
const atFirst = { ...user, password: 'CANARYotherwise' };

/** Each service a process of its own, before a broker with TLS and logins. */
describe('services whose broker wants TLS and a login', () => {
  const folder = temporaryFolder('e2e-kafka-secrets');
  let broker: SecuredKafka;
  let database: TestDatabase;
  let target: TestDatabase;
  let installation: Installation;
  let running: Running[] = [];

  beforeAll(async () => {
    [broker, database, target] = await Promise.all([
      startSecuredKafka([atFirst]),
      createTestDatabase({ schemas: [] }),
      createTestDatabase({ schemas: [] }),
    ]);
    installation = new Installation(database);
  });
  afterAll(async () => {
    await installation?.stop();
    await broker?.stop();
    await database?.drop();
    await target?.drop();
    folder.remove();
  });

  const inFile = (name: string, content: string): string => {
    const file = path.join(folder.path, name);
    writeFileSync(file, `${content}\n`);
    return file;
  };
  const expectNoSecretIn = (text: string): void => expect(text).not.toContain('CANARY');

  test('are live, not ready, and say what to set while the password is wrong', async () => {
    const settings = {
      CADASTRE_KAFKA_BROKERS: broker.listeners.saslSsl,
      CADASTRE_KAFKA_TLS_CA_FILE: inFile('ca.pem', broker.ca),
      CADASTRE_KAFKA_SASL_MECHANISM: 'scram-sha-512',
      CADASTRE_KAFKA_SASL_USERNAME: user.username,
      CADASTRE_KAFKA_SASL_PASSWORD_FILE: inFile('password', user.password),
      CADASTRE_KAFKA_PARTITIONS: '4',
      CADASTRE_LOG_LEVEL: 'debug',
    };
    const programs = (['api', 'worker', 'projector'] as const).map((service) =>
      installation.launch(service, settings),
    );
    running = await Promise.all(programs.map(untilLive));
    for (const { api } of running) {
      const answer = await waitFor(
        async () => {
          const { status, body } = await api.get<Health>('/health/ready');
          const isKnown = body.dependencies['kafka']?.detail !== 'not connected yet';
          return isKnown && { status, kafka: body.dependencies['kafka'] };
        },
        { timeoutMs: 30_000, what: 'the broker to refuse' },
      );
      expect(answer).toMatchObject({
        status: 503,
        kafka: {
          status: 'unavailable',
          detail: expect.stringMatching(/refuses the login: .*CADASTRE_KAFKA_SASL_PASSWORD/),
        },
      });
      expectNoSecretIn(JSON.stringify(answer));
      expect((await api.get('/health/live')).status).toBe(200);
    }
  });

  test('catalogue a database once the broker knows the password', async () => {
    await broker.setScramPassword('SCRAM-SHA-512', user);
    await waitFor(async () => (await Promise.all(running.map(({ api }) => api.isReady()))).every(Boolean), {
      timeoutMs: 60_000,
      what: 'everybody to be ready',
    });
    const [first] = running;
    if (first === undefined) throw new Error('nothing runs');
    const { sync_id: syncId } = await register(first.api, target.superuserUrl);
    await untilCompleted(first.api, syncId);
    for (const { program } of running) {
      expect(program.stdout).toContain('connected to Kafka');
      expectNoSecretIn(program.stdout + program.stderr);
    }
  });
});
