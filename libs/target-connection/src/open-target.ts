import type { EgressPolicy } from './egress/egress-policy.ts';
import { pinRoute, systemLookup, type Lookup } from './egress/pinned-route.ts';
import { TargetFailure } from './failure/target-failure.ts';
import { FootprintMeter } from './session/footprint-meter.ts';
import { logIn, type LoggedIn } from './session/log-in.ts';
import type { ServerIdentity } from './session/server-identity.ts';
import { setUpSession } from './session/set-up-session.ts';
import { TargetConnection } from './session/target-connection.ts';
import { checkCredential, type TargetCredential } from './target-credential.ts';
import { Deadline } from './wire/deadline.ts';
import { StepLog } from './wire/step-log.ts';

export type ConnectOptions = {
  /** What the target's DBAs see in pg_stat_activity: `cadastre/<version>`. */
  readonly applicationName: string;
  /** An empty password is tried where this says so; it then works only if the server asks for none. */
  readonly isPasswordOptional?: boolean;
  readonly signal?: AbortSignal;
  /** Who answered there a moment ago: one that says it is of the same version is not asked again who it is. */
  readonly before?: ServerIdentity;
  /** The system's resolver unless a test says otherwise. */
  readonly lookup?: Lookup;
};

export type OpenTargetOptions = ConnectOptions & {
  /** For everything up to the first usable statement, name lookup included. */
  readonly connectTimeoutMs: number;
  /** Per statement: what runs 5 s longer is cancelled and the connection cut off. Transactions set the server's own limit. */
  readonly statementTimeoutMs: number;
};

/**
 * Opens a session on somebody's database.
 * @throws TargetFailure and nothing else; `isRetryable` tells whether another try makes sense
 */
export const openTarget = async (
  credential: TargetCredential,
  policy: EgressPolicy,
  options: OpenTargetOptions,
): Promise<TargetConnection> => {
  const deadline = new Deadline(options.connectTimeoutMs, options.signal);
  const meter = new FootprintMeter();
  const { statementTimeoutMs, signal } = options;
  try {
    const { session, server } = await establish(
      { credential, policy, options },
      deadline,
      new StepLog(),
      meter,
    );
    return new TargetConnection(session, server, {
      statementTimeoutMs,
      meter,
      ...(signal === undefined ? {} : { signal }),
    });
  } finally {
    deadline.release();
  }
};

export type EstablishRequest = {
  readonly credential: TargetCredential;
  readonly policy: EgressPolicy;
  readonly options: ConnectOptions;
};

/** The steps `fields` to `database`, noted in the log. What fails leaves nothing open. */
export const establish = async (
  { credential, policy, options }: EstablishRequest,
  deadline: Deadline,
  steps: StepLog,
  meter: FootprintMeter,
): Promise<{ session: LoggedIn; server: ServerIdentity }> => {
  const issues = checkCredential(credential, { isPasswordOptional: options.isPasswordOptional ?? false });
  if (issues.length > 0) {
    const detail = issues.map((issue) => `${issue.pointer.slice(1)} ${issue.detail}`).join('; ');
    throw new TargetFailure('fields', 'fields', { detail: `${detail}.` });
  }
  steps.passed('fields', 'All fields are there and have the right form.');
  const lookup = options.lookup ?? systemLookup;
  const route = await pinRoute(credential, { policy, lookup }, deadline, steps);
  const { applicationName } = options;
  const session = await logIn({ route, credential, applicationName, deadline }, steps);
  try {
    const server = await steps.timed('database', () =>
      setUpSession(session, { deadline, meter, before: options.before }),
    );
    steps.passed('database', `PostgreSQL ${server.version}${server.isStandby ? ', a standby' : ''}.`);
    return { session, server };
  } catch (error) {
    session.stream.destroy();
    throw error;
  }
};
