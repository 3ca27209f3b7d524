import pg from 'pg';
import { closedWithoutAnswer } from '../failure/not-postgres.ts';
import { toServerRefusal } from '../failure/server-refusal.ts';
import { toSocketFailure } from '../failure/socket-failure.ts';
import { TargetFailure } from '../failure/target-failure.ts';
import { quoteIdentifier } from '../quote-identifier.ts';
import type { TargetCredential } from '../target-credential.ts';
import { PasswordMissing } from './driver.ts';

const passwordMissing = (): TargetFailure =>
  new TargetFailure('authentication', 'authentication', {
    detail: 'The server asks for a password, and none was given.',
    hint: 'Give the password of the role.',
  });

/** The server named a mechanism we lack, asked for too much work, or did not prove that it knows the password. */
const exchangeFailed = (): TargetFailure =>
  new TargetFailure('authentication', 'authentication', {
    detail: 'The exchange of proofs about the password (SCRAM) did not come to a good end.',
    hint: 'Check that this is the server you mean; a proxy that ends TLS in between can also cause this.',
  });

/** @param hasAnswered whether the server sent anything after the login began */
export const toLoginFailure = (
  error: unknown,
  hasAnswered: boolean,
  credential: TargetCredential,
): TargetFailure => {
  if (error instanceof TargetFailure) return error.at('authentication');
  if (error instanceof pg.DatabaseError) return toRefusal(error, credential);
  if (error instanceof PasswordMissing) return passwordMissing();
  const message = error instanceof Error ? error.message : '';
  if (message.startsWith('SASL')) return exchangeFailed();
  const isClosed = message.startsWith('Connection terminated');
  return isClosed && !hasAnswered
    ? closedWithoutAnswer('authentication')
    : toSocketFailure(error, 'authentication');
};

/** At this point 42501 can only be CONNECT. */
const toRefusal = (error: Error, { username, database_name }: TargetCredential): TargetFailure => {
  const refusal = toServerRefusal(error, 'login');
  if (refusal.sqlState !== '42501') return refusal;
  const grant = `GRANT CONNECT ON DATABASE ${quoteIdentifier(database_name)} TO ${quoteIdentifier(username)};`;
  return refusal.withHint(`Run as the owner of the database or a superuser: ${grant}`);
};
