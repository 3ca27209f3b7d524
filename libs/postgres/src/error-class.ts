import { Unavailable } from '@cadastre/errors';

/** SQLSTATE of a PostgreSQL error, or the code of a system error (`ECONNREFUSED`). */
export const errorCode = (error: unknown): string | undefined => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
};

/** Connection failures, shutdown and start-up, too many connections, serialization failure, deadlock. */
const transientStates = /^(08...|57P0[1-5]|53[0-9]{3}|40001|40P01)$/;
const transientSystemCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** pg reports these conditions with a message and no code. */
const transientMessages = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
  'Client was closed',
  'Query read timeout',
  // This process goes; another one, or its next life, can.
  'Cannot use a pool after calling end on the pool',
];

/** Would the same statement, sent again later, have a chance? */
export const isTransient = (error: unknown): boolean => {
  if (error instanceof Unavailable) return true;
  const code = errorCode(error);
  if (code !== undefined) return transientStates.test(code) || transientSystemCodes.has(code);
  const message = error instanceof Error ? error.message : '';
  return transientMessages.some((text) => message.startsWith(text));
};

/** Our own database being away is `Unavailable`; every other error is returned as it is. */
export const toUnavailable = (error: unknown): unknown =>
  isTransient(error) && !(error instanceof Unavailable)
    ? new Unavailable(
        { dependency: 'database', reason: errorCode(error) ?? 'connection lost', retryAfterSeconds: 2 },
        { cause: error },
      )
    : error;
