import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';
import { freePorts } from '../free-ports.ts';
import { kafkaJars } from './kafka-jars.ts';
import { runProgram } from './run-program.ts';
import { startKafka, type RunningKafka } from './start-kafka.ts';
import { TestAuthority, type Certificate } from './test-authority.ts';

export type KafkaUser = {
  readonly username: string;
  /** Letters and digits. */
  readonly password: string;
  /** Nothing at all, until ACLs say more. Others may do everything, and so may whoever comes in plain text. */
  readonly isRestricted?: boolean;
};

export type SecuredKafka = Omit<RunningKafka, 'brokers'> & {
  /** `host:port` of each way in. */
  readonly listeners: {
    /** Neither TLS nor a login. */
    readonly plaintext: string;
    /** TLS, and then a login by PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512. */
    readonly saslSsl: string;
    /** TLS for those who show a certificate of the same authority. */
    readonly mutualTls: string;
  };
  /** PEM of the authority of the broker's certificate. */
  readonly ca: string;
  /** PEM of one that the broker knows nothing of, and that knows nothing of the broker. */
  readonly otherCa: string;
  /** Of a client that the broker trusts. */
  readonly client: Certificate;
  /** Of one that the other authority knows. */
  readonly stranger: Certificate;
  /** While it runs. The next login needs the new one; who is logged in stays. */
  setScramPassword(mechanism: (typeof scramNames)[number], user: KafkaUser): Promise<void>;
};

const modules = 'org.apache.kafka.common.security';
const scramNames = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
/** Of the certificate that clients are given. */
const clientName = 'client';

/**
 * One node with all the ways in that a guarded cluster has. Its certificates are made here, and go with it.
 *
 * @throws KafkaMissing as `startKafka`
 */
export const startSecuredKafka = async (users: readonly KafkaUser[]): Promise<SecuredKafka> => {
  const folder = temporaryFolder('secured-kafka');
  try {
    const authority = await TestAuthority.make(folder.path, 'authority');
    const other = await TestAuthority.make(folder.path, 'other-authority');
    const client = await authority.issue(clientName);
    const stranger = await other.issue('stranger');
    const [plaintext = 0, saslSsl = 0, mutualTls = 0] = await freePorts(3);
    const kafka = await startKafka({
      dataFolder: path.join(folder.path, 'data'),
      ports: [plaintext],
      listeners: [
        { name: 'SASLSSL', protocol: 'SASL_SSL', port: saslSsl },
        { name: 'MUTUAL', protocol: 'SSL', port: mutualTls },
      ],
      settings: { ...tlsSettings(folder.path, await authority.issue('broker')), ...userSettings(users) },
      scramUsers: scramNames.flatMap((mechanism) => users.map((user) => scramUser(mechanism, user))),
    });
    return {
      ...kafka,
      listeners: {
        plaintext: `127.0.0.1:${plaintext}`,
        saslSsl: `127.0.0.1:${saslSsl}`,
        mutualTls: `127.0.0.1:${mutualTls}`,
      },
      ca: authority.cert,
      otherCa: other.cert,
      client,
      stranger,
      setScramPassword: (mechanism, user) => setScramPassword(`127.0.0.1:${plaintext}`, mechanism, user),
      stop: async () => {
        await kafka.stop();
        folder.remove();
      },
    };
  } catch (error) {
    folder.remove();
    throw error;
  }
};

const scramUser = (mechanism: string, { username, password }: KafkaUser): string =>
  `${mechanism}=[name=${username},password=${password}]`;

const tlsSettings = (folder: string, { cert, key }: Certificate): Record<string, string> => {
  const keystore = path.join(folder, 'keystore.pem');
  writeFileSync(keystore, `${key}${cert}`);
  return {
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': keystore,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': path.join(folder, 'authority.pem'),
    'listener.name.mutual.ssl.client.auth': 'required',
  };
};

const userSettings = (users: readonly KafkaUser[]): Record<string, string> => {
  const listener = 'listener.name.saslssl';
  const free = users.filter(({ isRestricted }) => isRestricted !== true).map(({ username }) => username);
  const plain = users.map(({ username, password }) => `user_${username}="${password}"`).join(' ');
  const scram = `${modules}.scram.ScramLoginModule required;`;
  return {
    [`${listener}.sasl.enabled.mechanisms`]: ['PLAIN', ...scramNames].join(','),
    [`${listener}.plain.sasl.jaas.config`]: `${modules}.plain.PlainLoginModule required ${plain};`,
    [`${listener}.scram-sha-256.sasl.jaas.config`]: scram,
    [`${listener}.scram-sha-512.sasl.jaas.config`]: scram,
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': ['ANONYMOUS', `CN=${clientName}`, ...free].map((name) => `User:${name}`).join(';'),
  };
};

/** By Kafka's own program: no client for Node speaks this request. */
const setScramPassword = async (
  server: string,
  mechanism: string,
  { username, password }: KafkaUser,
): Promise<void> => {
  const program = [
    '-cp',
    `${await kafkaJars()}/*`,
    'kafka.admin.ConfigCommand',
    '--bootstrap-server',
    server,
  ];
  const change = ['--alter', '--entity-type', 'users', '--entity-name', username];
  const { failed, output } = await runProgram('java', [
    ...program,
    ...change,
    '--add-config',
    `${mechanism}=[password=${password}]`,
  ]);
  if (failed) throw new Error(`The password could not be changed: ${output.trim()}`);
};
