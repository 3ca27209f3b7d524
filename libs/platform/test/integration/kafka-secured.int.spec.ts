import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import kafkajs, { type AclEntry, type Admin } from 'kafkajs';
import { toKey } from '@cadastre/credential-vault';
import { kafkaClient, TopicNames, type KafkaOptions } from '@cadastre/event-bus';
import { createLogger } from '@cadastre/observability';
import { silentLog } from '@cadastre/service-runtime';
import {
  createTestDatabase,
  startSecuredKafka,
  testKafka,
  waitFor,
  type SecuredKafka,
  type TestDatabase,
} from '@cadastre/testing';
import { openPlatform, platformSchemas, readKafkaOptions, type OpenPlatform } from '../../src/index.ts';
import { untilConsuming } from '../contract/consuming.ts';
import { expectEachOnce } from '../contract/delivery.contract.ts';
import { kafkaTransport } from '../contract/kafka-transport.ts';
import { LedgerWorld } from '../contract/ledger-world.ts';
import { Members } from '../contract/members.ts';

const { describe } = await testKafka(import.meta.url);

const user = { username: 'cadastre', password: 'CANARYright' };
const restricted = { username: 'restricted', password: 'CANARYrestricted', isRestricted: true };
const wrong = 'CANARYwrong';

type Settings = Record<string, string>;

describe('a Kafka with TLS and logins', () => {
  let broker: SecuredKafka;
  beforeAll(async () => {
    broker = await startSecuredKafka([user, restricted]);
  }, 120_000);
  afterAll(() => broker?.stop());

  const settingsOf = (settings: Settings): KafkaOptions => {
    const options = readKafkaOptions(
      Object.fromEntries(Object.entries(settings).map(([name, value]) => [`CADASTRE_KAFKA_${name}`, value])),
    );
    if (options === null) throw new Error('no brokers');
    return options;
  };
  const at = (listener: keyof SecuredKafka['listeners']): Settings => ({
    BROKERS: broker.listeners[listener],
  });
  const login = (mechanism: string, { username, password }: typeof user = user): Settings => ({
    SASL_MECHANISM: mechanism,
    SASL_USERNAME: username,
    SASL_PASSWORD: password,
  });
  const ca = (): Settings => ({ TLS_CA: broker.ca });

  describe('takes those who come as it wants', () => {
    let world: LedgerWorld;
    beforeEach(async () => {
      world = await LedgerWorld.open();
    });
    afterEach(() => world.close());

    /** Through relay, topics and consumer group, as the user of these settings. */
    const expectDelivery = async (settings: Settings): Promise<void> => {
      const { brokers, tls, sasl } = settingsOf(settings);
      const transport = await kafkaTransport(world, brokers, { tls, sasl });
      const members = new Members(world, transport.kafka);
      try {
        members.join();
        await expectConsumed(transport.names);
        await world.append(300);
        await world.caughtUp();
        expect(transport.status.condition).toEqual({ status: 'ok', detail: null });
        await expectEachOnce(world);
      } finally {
        await members.end();
        await transport.close();
      }
    };
    const expectConsumed = (names: TopicNames) =>
      asAdmin((admin) =>
        untilConsuming(admin, names.members({ projection: 'ledger', version: 1, lanes: 6 }), () =>
          world.append(60),
        ),
      );
    const asAdmin = async (work: (admin: Admin) => Promise<void>): Promise<void> => {
      const admin = kafkaClient(settingsOf(at('plaintext')), silentLog).admin();
      await admin.connect();
      await work(admin).finally(() => admin.disconnect());
    };

    test.each(['plain', 'scram-sha-256', 'scram-sha-512'])('by TLS and %s', (mechanism) =>
      expectDelivery({ ...at('saslSsl'), ...ca(), ...login(mechanism) }),
    );

    test('by a certificate of ours', () =>
      expectDelivery({
        ...at('mutualTls'),
        ...ca(),
        TLS_CERT: broker.client.cert,
        TLS_KEY: broker.client.key,
      }));

    test('but not by a certificate with the key of another one', () => {
      const read = () =>
        settingsOf({ ...at('mutualTls'), TLS_CERT: broker.client.cert, TLS_KEY: broker.stranger.key });
      expect(read).toThrow('CADASTRE_KAFKA_TLS_KEY is not the key of CADASTRE_KAFKA_TLS_CERT');
    });

    test('with no more rights than the how-to names', async () => {
      await asAdmin(async (admin) => void (await admin.createAcls({ acl: rightsOf(restricted.username) })));
      await expectDelivery({ ...at('saslSsl'), ...ca(), ...login('plain', restricted) });
    });
  });

  describe('refuses the others', () => {
    let database: TestDatabase;
    const open: OpenPlatform[] = [];
    const written: string[] = [];
    beforeAll(async () => {
      database = await createTestDatabase({ schemas: platformSchemas });
    });
    afterAll(async () => {
      await Promise.all(open.map((platform) => platform.close()));
      await database.drop();
    });

    const start = (settings: Settings): OpenPlatform => {
      const platform = openPlatform({
        service: 'platform-under-test',
        databaseUrl: database.url,
        poolSize: 2,
        keyRing: { active: toKey(randomBytes(32)), others: [] },
        egress: { allow: [], allowPrivate: true },
        kafka: settingsOf(settings),
        logLevel: 'debug',
        log: createLogger({
          service: 'platform-under-test',
          level: 'debug',
          version: '0',
          destination: { write: (line) => void written.push(line) },
        }),
      });
      open.push(platform);
      return platform;
    };
    const conditionOf = async (platform: OpenPlatform) =>
      (await platform.health.report()).dependencies['kafka'];
    const reasonOf = async (settings: Settings): Promise<string> => {
      const platform = start(settings);
      const condition = await waitFor(
        async () => {
          const found = await conditionOf(platform);
          return found?.detail === 'not connected yet' ? null : found;
        },
        { what: `an answer to ${Object.keys(settings).join(', ')}`, timeoutMs: 40_000, pollMs: 100 },
      );
      expect(condition.status).toBe('unavailable');
      return condition.detail ?? '';
    };

    test('each with what is wrong and what to set, and no secret in any answer or line', async () => {
      const bad = { ...user, password: wrong };
      const cases: Record<string, [settings: Settings, says: RegExp]> = {
        'wrong password, PLAIN': [
          { ...at('saslSsl'), ...ca(), ...login('plain', bad) },
          /refuses the login: .*Invalid username or password.*CADASTRE_KAFKA_SASL_PASSWORD/,
        ],
        'wrong password, SCRAM': [
          { ...at('saslSsl'), ...ca(), ...login('scram-sha-256', bad) },
          /refuses the login: .*invalid credentials.*CADASTRE_KAFKA_SASL_PASSWORD/,
        ],
        'unknown authority': [
          { ...at('saslSsl'), TLS_CA: broker.otherCa, ...login('plain') },
          /^TLS with Kafka failed: .*certificate.*Set CADASTRE_KAFKA_TLS_CA /,
        ],
        'no authority': [
          { ...at('saslSsl'), TLS: 'true', ...login('plain') },
          /^TLS with Kafka failed: .*certificate.*Set CADASTRE_KAFKA_TLS_CA /,
        ],
        'plain text to TLS': [{ ...at('saslSsl'), ...login('plain') }, /TLS \(CADASTRE_KAFKA_TLS\)\.$/],
        'no credentials': [
          { ...at('saslSsl'), ...ca() },
          /may want a login \(CADASTRE_KAFKA_SASL_MECHANISM\)\.$/,
        ],
        'neither TLS nor credentials': [
          at('saslSsl'),
          /may want TLS \(CADASTRE_KAFKA_TLS\) or a login \(CADASTRE_KAFKA_SASL_MECHANISM\)\.$/,
        ],
        'TLS to plain text': [{ ...at('plaintext'), ...ca() }, /speaks no TLS: unset CADASTRE_KAFKA_TLS /],
        'a login where there is none': [
          { ...at('plaintext'), ...login('plain') },
          /takes no login at this port.*Unset CADASTRE_KAFKA_SASL_MECHANISM/,
        ],
        'no certificate of ours': [
          { ...at('mutualTls'), ...ca() },
          /certificate of ours that it trusts: CADASTRE_KAFKA_TLS_CERT and CADASTRE_KAFKA_TLS_KEY\.$/,
        ],
        'a certificate of somebody else': [
          { ...at('mutualTls'), ...ca(), TLS_CERT: broker.stranger.cert, TLS_KEY: broker.stranger.key },
          /certificate of ours that it trusts: CADASTRE_KAFKA_TLS_CERT and CADASTRE_KAFKA_TLS_KEY\.$/,
        ],
        'no rights': [
          { ...at('saslSsl'), ...ca(), ...login('plain', restricted) },
          /refuses: Not authorized.*run-with-kafka\.md\.$/i,
        ],
      };
      const reasons = await Promise.all(
        Object.entries(cases).map(async ([name, [settings]]) => [name, await reasonOf(settings)]),
      );
      expect(Object.fromEntries(reasons)).toEqual(
        Object.fromEntries(
          Object.entries(cases).map(([name, [, says]]) => [name, expect.stringMatching(says)]),
        ),
      );
      const said = `${written.join('')}${JSON.stringify(reasons)}`;
      expect(written.length).toBeGreaterThan(Object.keys(cases).length);
      expect(said).not.toContain('CANARY');
      expect(said).not.toContain(broker.client.key.split('\n')[1]);
    }, 90_000);

    test('until the broker knows the password', async () => {
      const changed = { ...user, password: 'CANARYchanged' };
      const settings = { ...at('saslSsl'), ...ca(), ...login('scram-sha-512', changed) };
      expect(await reasonOf(settings)).toMatch(/invalid credentials/);
      await broker.setScramPassword('SCRAM-SHA-512', changed);
      const platform = open.at(-1);
      await waitFor(async () => platform !== undefined && (await conditionOf(platform))?.status === 'ok', {
        what: 'the login to be taken',
        timeoutMs: 30_000,
      });
      expect(written.join('')).not.toContain('CANARY');
    }, 90_000);
  });
});

/** Those of docs/how-to/run-with-kafka.md, on the topics and groups of all specs. */
const rightsOf = (username: string): AclEntry[] => {
  const { CREATE, DESCRIBE, DESCRIBE_CONFIGS, READ, WRITE, IDEMPOTENT_WRITE } = kafkajs.AclOperationTypes;
  const { TOPIC, GROUP, CLUSTER } = kafkajs.AclResourceTypes;
  const { PREFIXED, LITERAL } = kafkajs.ResourcePatternTypes;
  const rights = [
    ...[CREATE, DESCRIBE, DESCRIBE_CONFIGS, READ, WRITE].map((operation) => ({ of: TOPIC, operation })),
    { of: GROUP, operation: READ },
    ...[IDEMPOTENT_WRITE, DESCRIBE].map((operation) => ({ of: CLUSTER, operation })),
  ];
  return rights.map(({ of, operation }) => ({
    resourceType: of,
    resourceName: of === CLUSTER ? 'kafka-cluster' : 'spec-',
    resourcePatternType: of === CLUSTER ? LITERAL : PREFIXED,
    principal: `User:${username}`,
    host: '*',
    operation,
    permissionType: kafkajs.AclPermissionTypes.ALLOW,
  }));
};
