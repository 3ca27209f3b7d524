import pg from 'pg';
import { toServerRefusal, type RefusalPhase } from '../failure/server-refusal.ts';
import { toSocketFailure } from '../failure/socket-failure.ts';
import { TargetFailure } from '../failure/target-failure.ts';
import type { Deadline } from '../wire/deadline.ts';
import type { FootprintMeter } from './footprint-meter.ts';
import type { LoggedIn } from './log-in.ts';
import { runStatement, type Parameters, type RawRow } from './statement.ts';
import { identify, refuseConsole, refuseLookAlike, type ServerIdentity } from './server-identity.ts';

export type SessionLimits = {
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
  readonly idleInTransactionTimeoutMs: number;
};

/**
 * Set after the login and not with it: poolers refuse unknown parameters in the startup message. Limits for the
 * server's sake; texts in one form whatever its configuration; names resolved in pg_catalog alone; no writes by mistake.
 */
const settings = (limits: SessionLimits): Readonly<Record<string, string>> => ({
  statement_timeout: `${limits.statementTimeoutMs}ms`,
  lock_timeout: `${limits.lockTimeoutMs}ms`,
  idle_in_transaction_session_timeout: `${limits.idleInTransactionTimeoutMs}ms`,
  search_path: 'pg_catalog',
  default_transaction_read_only: 'on',
  client_min_messages: 'error',
  jit: 'off',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  bytea_output: 'hex',
});

/** @throws TargetFailure of class not-postgres, database, timeout and whatever a server may refuse with */
export const setUpSession = async (
  session: LoggedIn,
  limits: SessionLimits,
  deadline: Deadline,
  meter: FootprintMeter,
): Promise<ServerIdentity> => {
  refuseConsole(session.parameters);
  const ask = (sql: string, params: Parameters) =>
    askWithin(session, { sql, params, phase: 'database' }, deadline, meter);
  const [version] = await ask('select pg_catalog.version()', []);
  refuseLookAlike(version?.[0] ?? '');
  const wanted = Object.entries(settings(limits));
  const calls = wanted.map(([name], index) => `pg_catalog.set_config('${name}', $${index + 1}, false)`);
  const [row] = await ask(
    `select pg_catalog.current_setting('server_version_num'), pg_catalog.pg_is_in_recovery(), ${calls.join(', ')}`,
    wanted.map(([, value]) => value),
  );
  return identify(row?.[0] ?? '', row?.[1] === 't');
};

type Question = {
  readonly sql: string;
  readonly params: Parameters;
  readonly phase: RefusalPhase & ('database' | 'privileges');
};

/** One statement of the time before a connection counts as made. */
export const askWithin = async (
  { client, stream }: LoggedIn,
  { sql, params, phase }: Question,
  deadline: Deadline,
  meter: FootprintMeter,
): Promise<RawRow[]> => {
  meter.statementSent();
  try {
    const answer = runStatement(client, sql, params);
    const rows = await deadline.bound(phase, answer, (failure) => void stream.destroy(failure));
    meter.rowsReceived(rows.length);
    meter.statementEnded(false);
    return rows;
  } catch (error) {
    if (error instanceof TargetFailure) throw error.at(phase);
    throw error instanceof pg.DatabaseError ? toServerRefusal(error, phase) : toSocketFailure(error, phase);
  }
};
