import pg from 'pg';
import { toServerRefusal, type RefusalPhase } from '../failure/server-refusal.ts';
import { isRefusedTransaction, statementPooling } from '../failure/statement-pooling.ts';
import { toSocketFailure } from '../failure/socket-failure.ts';
import { TargetFailure } from '../failure/target-failure.ts';
import type { Deadline } from '../wire/deadline.ts';
import type { FootprintMeter } from './footprint-meter.ts';
import type { LoggedIn } from './log-in.ts';
import { runStatement, type Parameters, type RawRow } from './statement.ts';
import {
  identify,
  isVersion,
  refuseConsole,
  refuseLookAlike,
  type ServerIdentity,
} from './server-identity.ts';

export type SetUp = {
  readonly deadline: Deadline;
  readonly meter: FootprintMeter;
  /** Who answered the last time, if there was one. */
  readonly before: ServerIdentity | undefined;
};

/**
 * Asks who is there, unless it calls itself what was there a moment ago, and leaves no mark: a setting of the session would stay
 * on the server's connection when a pooler gives that to its next client. Whatever a reading needs it sets in its own transaction.
 *
 * @throws TargetFailure of class not-postgres, database, timeout and whatever a server may refuse with
 */
export const setUpSession = async (
  session: LoggedIn,
  { deadline, meter, before }: SetUp,
): Promise<ServerIdentity> => {
  refuseConsole(session.parameters);
  if (before !== undefined && isVersion(before, session.parameters.get('server_version'))) return before;
  const ask = async (sql: string): Promise<RawRow> => {
    const [row = []] = await askWithin(session, { sql, params: [], phase: 'database' }, deadline, meter);
    return row;
  };
  try {
    const [version, versionNum, isStandby] = await ask(
      `select pg_catalog.version(), pg_catalog.current_setting('server_version_num'), pg_catalog.pg_is_in_recovery()`,
    );
    refuseLookAlike(version ?? '');
    return identify(versionNum ?? '', isStandby === 't');
  } catch (error) {
    if (!(error instanceof TargetFailure) || error.sqlState === null) throw error;
    // One that only resembles PostgreSQL may lack the rest, and knows its name.
    const [version] = await ask('select version()').catch(() => []);
    if (version !== undefined) refuseLookAlike(version ?? '');
    throw error;
  }
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
    if (!(error instanceof pg.DatabaseError)) throw toSocketFailure(error, phase);
    throw isRefusedTransaction(sql, error) ? statementPooling(phase) : toServerRefusal(error, phase);
  }
};
