import type { SslMode } from '@cadastre/events';
import type { PinnedRoute } from '../egress/pinned-route.ts';
import type { TargetFailure } from '../failure/target-failure.ts';
import type { TargetCredential } from '../target-credential.ts';
import type { Deadline } from '../wire/deadline.ts';
import type { GuardedStream } from '../wire/guarded-stream.ts';
import { openStream, type Encryption } from '../wire/open-stream.ts';
import { StepLog } from '../wire/step-log.ts';
import { tlsTerms, type TlsState, type TlsTerms } from '../wire/tls-terms.ts';
import { createDriver, type DriverClient } from './driver.ts';
import { toLoginFailure } from './login-failure.ts';

/** A session that the server is ready to take statements in. */
export type LoggedIn = {
  readonly client: DriverClient;
  readonly stream: GuardedStream;
  readonly tls: TlsState;
  /** Narrowed to the address that answered. */
  readonly route: PinnedRoute;
  readonly terms: TlsTerms;
  /** What the server reports of itself unasked, such as `server_version`. */
  readonly parameters: ReadonlyMap<string, string>;
};

/** In which order libpq tries. The second try is made only where `isWorthAnother` says so. */
const attempts: Readonly<Record<SslMode, readonly [Encryption, Encryption?]>> = {
  disable: ['none'],
  allow: ['none', 'required'],
  prefer: ['if-offered', 'none'],
  require: ['required'],
  'verify-ca': ['required'],
  'verify-full': ['required'],
};

export type LoginRequest = {
  readonly route: PinnedRoute;
  readonly credential: TargetCredential;
  readonly applicationName: string;
  readonly deadline: Deadline;
};

type Attempt = { readonly steps: StepLog; isEncrypted: boolean };

/** @throws TargetFailure of any class up to `privileges` */
export const logIn = async (request: LoginRequest, steps: StepLog): Promise<LoggedIn> => {
  const [first, second] = attempts[request.credential.ssl_mode];
  const attempt: Attempt = { steps: new StepLog(), isEncrypted: false };
  try {
    const loggedIn = await logInOnce(request, first, attempt);
    steps.adopt(attempt.steps, true);
    return loggedIn;
  } catch (error) {
    const failure = error as TargetFailure;
    const isFinal = second === undefined || !isWorthAnother(request.credential.ssl_mode, failure, attempt);
    steps.adopt(attempt.steps, isFinal);
    if (isFinal) throw failure;
    return await tryAgain(request, second, { failure, attempt }, steps);
  }
};

const tryAgain = async (
  request: LoginRequest,
  encryption: Encryption,
  before: { readonly failure: TargetFailure; readonly attempt: Attempt },
  steps: StepLog,
): Promise<LoggedIn> => {
  const attempt: Attempt = { steps: new StepLog(), isEncrypted: false };
  try {
    const loggedIn = await logInOnce(request, encryption, attempt);
    steps.adopt(attempt.steps, true);
    return loggedIn;
  } catch (error) {
    const failure = error as TargetFailure;
    const isBeforeTold = isVague(failure) && !isVague(before.failure);
    steps.adopt(attempt.steps, !isBeforeTold);
    if (!isBeforeTold) throw failure;
    steps.adopt(before.attempt.steps, true);
    throw before.failure;
  }
};

/** libpq: `prefer` does without TLS where it fails or the server refuses the session; `allow` the other way round. */
const isWorthAnother = (mode: SslMode, failure: TargetFailure, attempt: Attempt): boolean => {
  const isRefusal = failure.sqlState !== null;
  return mode === 'prefer' ? failure.failureClass === 'tls' || (attempt.isEncrypted && isRefusal) : isRefusal;
};

/** "Not in this way" says less to a person than "wrong password", which the other way may have brought to light. */
const isVague = (failure: TargetFailure): boolean =>
  failure.failureClass === 'tls' || failure.sqlState === '28000';

const logInOnce = async (
  request: LoginRequest,
  encryption: Encryption,
  attempt: Attempt,
): Promise<LoggedIn> => {
  const { route, credential, applicationName, deadline } = request;
  const terms = tlsTerms(route.host, credential.ssl_mode, credential.ca_pem);
  const { stream, address, tls } = await openStream(route, { encryption, terms }, deadline, attempt.steps);
  attempt.isEncrypted = tls.isEncrypted;
  const client = createDriver({
    stream,
    username: credential.username,
    password: credential.password,
    databaseName: credential.database_name,
    applicationName,
    isEncrypted: tls.isEncrypted,
  });
  const parameters = collectParameters(client);
  try {
    await attempt.steps.timed('authentication', () =>
      deadline.bound('authentication', client.connect(), (failure) => void stream.destroy(failure)),
    );
  } catch (error) {
    stream.destroy();
    // PostgreSQL looks for the database, and for the right to connect to it, after it has accepted the login.
    if (stream.isAuthenticated) attempt.steps.passed('authentication', 'The server accepted the login.');
    throw toLoginFailure(error, stream.bytesReceived > 0, credential);
  }
  attempt.steps.passed('authentication', 'The server accepted the login.');
  return { client, stream, tls, terms, route: { ...route, addresses: [address] }, parameters };
};

type ParameterStatus = { readonly parameterName: string; readonly parameterValue: string };

const collectParameters = ({ connection }: DriverClient): ReadonlyMap<string, string> => {
  const parameters = new Map<string, string>();
  connection.on('parameterStatus', ({ parameterName, parameterValue }: ParameterStatus) => {
    if (parameters.size < 100) parameters.set(parameterName, parameterValue.slice(0, 200));
  });
  return parameters;
};
