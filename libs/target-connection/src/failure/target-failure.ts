import { AppError, type ErrorKind } from '@cadastre/errors';
import type { SafeError } from '@cadastre/events';

/** What a connection goes through, in the order in which it is shown. */
export const targetSteps = [
  'fields',
  'egress',
  'dns',
  'tcp',
  'tls',
  'authentication',
  'database',
  'privileges',
] as const;
export type TargetStep = (typeof targetSteps)[number];

type ClassFacts = {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly title: string;
  readonly isTransient: boolean;
};

const unavailable = (code: string, title: string, isTransient: boolean): ClassFacts => ({
  kind: 'target-unavailable',
  code,
  title,
  isTransient,
});

/** `isTransient`: the same attempt may succeed later with nothing changed by the owner. */
const classes = {
  fields: {
    kind: 'invalid-input',
    code: 'target-fields-invalid',
    title: 'The credential has a missing or wrong field',
    isTransient: false,
  },
  egress: {
    kind: 'invalid-input',
    code: 'target-not-allowed',
    title: 'Cadastre may not connect to this address',
    isTransient: false,
  },
  dns: unavailable('target-not-found', 'The host name of the database does not resolve', true),
  unreachable: unavailable('target-unreachable', 'The database server cannot be reached', true),
  'not-postgres': unavailable(
    'target-not-postgresql',
    'The server is not a PostgreSQL that Cadastre can read',
    false,
  ),
  tls: unavailable('target-tls-failed', 'No acceptable TLS connection to the database server', false),
  authentication: unavailable('target-authentication-failed', 'The database server refused the login', false),
  timeout: unavailable('target-timeout', 'The database server did not answer in time', true),
  busy: unavailable('target-busy', 'The database server takes no connection now', true),
  database: unavailable('target-database-unusable', 'The database cannot be used', false),
  privileges: unavailable('target-privileges-missing', 'The role lacks a privilege on the database', false),
  query: unavailable('target-query-failed', 'The database server refused a statement', false),
  conflict: unavailable('target-conflict', 'A statement lost against another transaction', true),
  limit: unavailable('target-limit-exceeded', 'The database server sent more than Cadastre takes', false),
  lost: unavailable('target-connection-lost', 'The connection to the database broke', true),
  aborted: unavailable('target-connection-aborted', 'The work on the database was called off', true),
} as const satisfies Record<string, ClassFacts>;

export type TargetFailureClass = keyof typeof classes;

export const targetFailureClasses = Object.keys(classes) as TargetFailureClass[];

/** What may be kept of a server's ErrorResponse: nothing that a hostile server could fill with text. */
export type ServerFacts = {
  readonly sqlState: string;
  readonly severity: string;
  readonly routine: string | null;
};

/**
 * Whatever goes wrong with somebody else's database. The message and the hint are sentences of ours; never a
 * word, a byte or a name that came from the server, and never the host.
 */
export class TargetFailure extends AppError {
  override readonly kind: ErrorKind;
  override readonly code: string;
  override readonly title: string;
  readonly isTransient: boolean;
  readonly sqlState: string | null;

  /** @param step where in making the connection it happened; null once the connection stands */
  constructor(
    readonly failureClass: TargetFailureClass,
    readonly step: TargetStep | null,
    said: { readonly detail: string; readonly hint?: string; readonly isTransient?: boolean },
    private readonly server?: ServerFacts,
  ) {
    super(
      said.detail,
      { failure_class: failureClass, ...(step === null ? {} : { step }), ...server },
      said.hint === undefined ? {} : { hint: said.hint },
    );
    const { kind, code, title, isTransient } = classes[failureClass];
    this.kind = kind;
    this.code = code;
    this.title = title;
    this.isTransient = said.isTransient ?? isTransient;
    this.sqlState = server?.sqlState ?? null;
  }

  /** The same failure, where whoever met it could not know how far the connection had come. */
  at(step: TargetStep): TargetFailure {
    return this.step === null ? this.with({ step }) : this;
  }

  /** The same failure, with advice that needs more than the SQLSTATE. */
  withHint(hint: string): TargetFailure {
    return this.with({ hint });
  }

  private with(change: { readonly step?: TargetStep; readonly hint?: string }): TargetFailure {
    const hint = change.hint ?? this.hint;
    return new TargetFailure(
      this.failureClass,
      change.step ?? this.step,
      { detail: this.message, isTransient: this.isTransient, ...(hint === undefined ? {} : { hint }) },
      this.server,
    );
  }
}

/** The shape in which a failure may enter an event. */
export const toSafeError = (failure: TargetFailure): SafeError => ({
  code: failure.code,
  detail: failure.message,
  hint: failure.hint ?? null,
});

/** Would trying again later, with nothing changed by anybody, have a chance? False for errors of any other origin. */
export const isRetryable = (error: unknown): boolean => error instanceof TargetFailure && error.isTransient;
