import type { EgressPolicy } from '../egress/egress-policy.ts';
import { TargetFailure } from '../failure/target-failure.ts';
import { establish, type ConnectOptions } from '../open-target.ts';
import { FootprintMeter } from '../session/footprint-meter.ts';
import type { LoggedIn } from '../session/log-in.ts';
import { askWithin } from '../session/set-up-session.ts';
import type { TargetCredential } from '../target-credential.ts';
import { Deadline } from '../wire/deadline.ts';
import { StepLog, type TestedStep } from '../wire/step-log.ts';
import { judgePrivileges } from './judge-privileges.ts';
import {
  mostRelationsAsked,
  toVisibleSchema,
  visibleSchemasSql,
  type VisibleSchema,
} from './visible-schemas.ts';

/** Answers go out within 5 s; the rest is for getting back out of here on a busy machine. */
const testBudgetMs = 4_800;

/** The result of a trial, ready to be shown: it holds no name, word or byte of the server but its schemas' names. */
export type TargetTest = {
  readonly is_accepted: boolean;
  /** The step and class that failed, and what to do; null when accepted. */
  readonly failure: TargetFailure | null;
  readonly steps: readonly TestedStep[];
  readonly server: {
    readonly version: string;
    readonly version_num: number;
    readonly is_standby: boolean;
  } | null;
  readonly tls: {
    readonly is_encrypted: boolean;
    readonly protocol: string | null;
    readonly verified: 'nothing' | 'certificate' | 'certificate-and-name';
  } | null;
  readonly schemas: readonly VisibleSchema[];
  readonly duration_ms: number;
};

type Found = { session: LoggedIn | null; server: TargetTest['server']; schemas: readonly VisibleSchema[] };

/**
 * Tries a credential in steps and leaves nothing behind. Never throws for what a target does: the failure is in the
 * result. Takes at most 5 s in all.
 */
export const testTarget = async (
  credential: TargetCredential,
  policy: EgressPolicy,
  options: ConnectOptions,
): Promise<TargetTest> => {
  const startedAt = performance.now();
  const deadline = new Deadline(testBudgetMs, options.signal);
  const steps = new StepLog();
  const found: Found = { session: null, server: null, schemas: [] };
  let failure: TargetFailure | null = null;
  try {
    await walk({ credential, policy, options }, deadline, steps, found);
  } catch (error) {
    if (!(error instanceof TargetFailure)) throw error;
    failure = error;
  } finally {
    deadline.release();
    await leave(found.session);
  }
  return {
    is_accepted: failure === null,
    failure,
    steps: steps.report(failure),
    server: found.server,
    tls: tlsOf(found.session),
    schemas: found.schemas,
    duration_ms: Math.round(performance.now() - startedAt),
  };
};

const limitsSql = `
  select pg_catalog.set_config('search_path', 'pg_catalog', true), pg_catalog.set_config('statement_timeout', $1, true),
         pg_catalog.set_config('lock_timeout', $1, true), pg_catalog.current_setting('is_superuser')`;

type Trial = {
  readonly credential: TargetCredential;
  readonly policy: EgressPolicy;
  readonly options: ConnectOptions;
};

const walk = async (trial: Trial, deadline: Deadline, steps: StepLog, found: Found): Promise<void> => {
  const meter = new FootprintMeter();
  const { session, server } = await establish(trial, deadline, steps, meter);
  found.session = session;
  found.server = { version: server.version, version_num: server.versionNum, is_standby: server.isStandby };
  const ask = (phase: 'database' | 'privileges', sql: string, ...params: string[]) =>
    steps.timed(phase, () => askWithin(session, { sql, params, phase }, deadline, meter));
  // A transaction, as every reading is one: where a pooler takes none it is said now.
  await ask('database', 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const [[, , , isSuperuser] = []] = await ask('database', limitsSql, `${testBudgetMs}ms`);
  const rows = await ask('privileges', visibleSchemasSql, String(mostRelationsAsked));
  found.schemas = rows.map(toVisibleSchema);
  const { username, database_name: databaseName } = trial.credential;
  const onlooker = { role: username, isSuperuser: isSuperuser === 'on', databaseName };
  const { detail, hint } = judgePrivileges(onlooker, found.schemas);
  steps.passed('privileges', detail, hint);
};

/** One polite word, and the door: a server that does not answer it must not take time. */
const leave = async (session: LoggedIn | null): Promise<void> => {
  if (session === null) return;
  void session.client.end().catch(() => undefined);
  await new Promise((resolve) => setImmediate(resolve));
  session.stream.destroy();
};

const tlsOf = (session: LoggedIn | null): TargetTest['tls'] => {
  if (session === null) return null;
  const { tls } = session;
  return tls.isEncrypted
    ? { is_encrypted: true, protocol: tls.protocol, verified: tls.verified }
    : { is_encrypted: false, protocol: null, verified: 'nothing' };
};
