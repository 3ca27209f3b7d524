import { AppError } from '@cadastre/errors';
import type { KafkaOptions } from './kafka-options.ts';

/** How we come to the brokers: what they may miss follows from it. */
export type KafkaWay = { readonly tls: boolean; readonly login: boolean };

export const wayOf = ({ tls, sasl }: Pick<KafkaOptions, 'tls' | 'sasl'>): KafkaWay => ({
  tls: tls !== undefined,
  login: sasl !== undefined,
});

type KafkaError = Error & {
  readonly code?: unknown;
  readonly type?: unknown;
  readonly cause?: unknown;
  /** Of several at once. */
  readonly errors?: unknown;
};

type Explanation = {
  readonly fits: (error: KafkaError) => boolean;
  readonly says: string;
  readonly todo?: string;
};

/**
 * What a failure at Kafka means for a person and what to set, in words that hold no secret; for `/health/ready` and logs.
 * `way` where the brokers have never answered: then a connection that they close without a word may lack something.
 */
export const kafkaProblem = (error: unknown, way?: KafkaWay): string => {
  if (error instanceof AppError)
    return error.hint === undefined ? error.message : `${error.message}. ${error.hint}`;
  const chain = causes(error);
  const text = explain(chain) ?? `Kafka failed: ${chain.at(-1)?.message ?? 'unknown error'}`;
  const isClosed = chain.some(({ name }) => name === 'KafkaJSConnectionClosedError');
  return isClosed && way !== undefined ? `${text}. ${whatMayLack(way)}` : text;
};

/** The error and what lies under it, outermost first. */
const causes = (error: unknown): KafkaError[] => {
  if (!(error instanceof Error)) return [];
  const { cause, errors } = error as KafkaError;
  return [error, ...causes(cause), ...(Array.isArray(errors) ? errors.flatMap(causes) : [])];
};

/** The most telling explanation of any of them: outer errors repeat what inner ones say, without their code. */
const explain = (chain: readonly KafkaError[]): string | null => {
  for (const { fits, says, todo } of explanations) {
    const error = chain.find(fits);
    if (error === undefined) continue;
    const text = `${says}: ${plainly(error.message)}`;
    return todo === undefined ? text : `${text}. ${todo}`;
  }
  return null;
};

/** OpenSSL's lines name places in its source; only their last words are for people. */
const plainly = (message: string): string =>
  message.replace(/[0-9A-F]*:?error:[0-9A-F]+:[^:]*:[^:]*:([^:\n]+)[^]*/, '$1').trim();

const named =
  (...names: readonly string[]) =>
  (error: KafkaError): boolean =>
    names.includes(error.name);
const saying =
  (pattern: RegExp) =>
  ({ message, code }: KafkaError): boolean =>
    pattern.test(message) || pattern.test(String(code));
const typed =
  (pattern: RegExp) =>
  ({ type }: KafkaError): boolean =>
    pattern.test(String(type));

const isLogin = named('KafkaJSSASLAuthenticationError');
const login = 'Kafka refuses the login';
const tls = 'TLS with Kafka failed';
const rights = 'The rights that our user needs are in docs/how-to/run-with-kafka.md.';

/** The first that fits. */
const explanations: readonly Explanation[] = [
  // Perhaps a database that is away: not to be taken for a broker.
  { fits: named('HandlingFailed'), says: 'what it brought could not be handled' },
  {
    fits: (error) => isLogin(error) && /mechanism is not supported/.test(error.message),
    says: login,
    todo: 'Set CADASTRE_KAFKA_SASL_MECHANISM to one that the brokers offer.',
  },
  {
    fits: isLogin,
    says: login,
    todo: 'Look at CADASTRE_KAFKA_SASL_USERNAME, CADASTRE_KAFKA_SASL_PASSWORD and CADASTRE_KAFKA_SASL_MECHANISM.',
  },
  {
    fits: typed(/^ILLEGAL_SASL_STATE$/),
    says: 'a broker takes no login at this port',
    todo: 'Unset CADASTRE_KAFKA_SASL_MECHANISM, or set CADASTRE_KAFKA_BROKERS to a port with SASL.',
  },
  {
    fits: saying(/before secure TLS connection|wrong version number|packet length too long/),
    says: tls,
    todo: 'Perhaps this port speaks no TLS: unset CADASTRE_KAFKA_TLS and its certificates, or set CADASTRE_KAFKA_BROKERS to one that does.',
  },
  {
    fits: saying(/ALTNAME_INVALID|altnames/),
    says: tls,
    todo: 'CADASTRE_KAFKA_BROKERS and the advertised.listeners of the brokers have to use names that are in their certificates.',
  },
  { fits: saying(/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/), says: tls, todo: 'The broker needs another one.' },
  {
    fits: saying(/\balert\b/i),
    says: `${tls}, the broker ends it`,
    todo: 'It may want a certificate of ours that it trusts: CADASTRE_KAFKA_TLS_CERT and CADASTRE_KAFKA_TLS_KEY.',
  },
  {
    fits: saying(/UNABLE_TO_|SELF_SIGNED|CERT_/),
    says: tls,
    todo: 'Set CADASTRE_KAFKA_TLS_CA to the certificate of the authority that signed that of the brokers.',
  },
  { fits: saying(/certificate|self.signed|TLS|SSL/i), says: tls },
  { fits: (error) => error.name.startsWith('KafkaJSConnection'), says: 'no broker can be reached' },
  { fits: named('KafkaJSRequestTimeoutError'), says: 'a broker does not answer' },
  { fits: typed(/_AUTHORIZATION_FAILED$/), says: 'a broker refuses', todo: rights },
  { fits: named('KafkaJSProtocolError'), says: 'a broker refuses' },
];

const whatMayLack = (way: KafkaWay): string => {
  const lacking = [
    ...(way.tls ? [] : ['TLS (CADASTRE_KAFKA_TLS)']),
    ...(way.login ? [] : ['a login (CADASTRE_KAFKA_SASL_MECHANISM)']),
  ];
  return lacking.length === 0
    ? 'It may be on its way down.'
    : `A broker that says nothing may want ${lacking.join(' or ')}.`;
};
