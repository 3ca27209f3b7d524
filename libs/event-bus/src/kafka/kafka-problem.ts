import { AppError } from '@cadastre/errors';

type KafkaError = Error & {
  readonly code?: unknown;
  readonly broker?: unknown;
  readonly type?: unknown;
  readonly cause?: unknown;
};

/** What a failure at Kafka means for a person, in words that hold no secret; for `/health/ready` and logs. */
export const kafkaProblem = (error: unknown): string => {
  if (error instanceof AppError)
    return error.hint === undefined ? error.message : `${error.message}. ${error.hint}`;
  const chain = causes(error);
  const known = chain.map(explain).find((text) => text !== null);
  return known ?? `Kafka failed: ${chain.at(-1)?.message ?? 'unknown error'}`;
};

/** The error and what lies under it, outermost first. */
const causes = (error: unknown): KafkaError[] =>
  error instanceof Error ? [error, ...causes((error as KafkaError).cause)] : [];

const explain = (error: KafkaError): string | null => {
  const { name, message } = error;
  if (name === 'KafkaJSSASLAuthenticationError') return `Kafka refuses the login: ${message}`;
  if (/certificate|self.signed|TLS|SSL/i.test(message)) return `TLS with Kafka failed: ${message}`;
  if (name.startsWith('KafkaJSConnection')) return `no broker can be reached: ${message}`;
  if (name === 'KafkaJSRequestTimeoutError') return `a broker does not answer: ${message}`;
  if (name === 'KafkaJSProtocolError') return `a broker refuses: ${message}`;
  return null;
};
