import {
  TargetFailure,
  type ServerFacts,
  type TargetFailureClass,
  type TargetStep,
} from './target-failure.ts';

type Meaning = {
  readonly failureClass: TargetFailureClass;
  /** Where it belongs while the connection is being made. */
  readonly step: TargetStep;
  readonly detail: string;
  readonly hint?: string;
};

const busy = (detail: string, hint: string): Meaning => ({
  failureClass: 'busy',
  step: 'database',
  detail,
  hint,
});

/** By whole SQLSTATE. A sentence per state: what it means, and what to do next. */
const byState: Readonly<Record<string, Meaning>> = {
  '28P01': {
    failureClass: 'authentication',
    step: 'authentication',
    detail: 'The server refused the user name and password.',
    hint: 'Check both; the server says the same for an unknown role, a role without a password, and an expired one.',
  },
  '28000': {
    failureClass: 'authentication',
    step: 'authentication',
    detail: 'The server does not let this role log in from here in this way.',
    hint:
      'Check that the role exists and has LOGIN, and that pg_hba.conf has a line for this role, database and address. ' +
      'Some servers accept TLS connections only: then choose an ssl_mode of "require" or stronger.',
  },
  '3D000': {
    failureClass: 'database',
    step: 'database',
    detail: 'The server has no database of this name.',
    hint: 'Check database_name; names are case-sensitive. `\\l` in psql lists the databases of a server.',
  },
  '55000': {
    failureClass: 'database',
    step: 'database',
    detail: 'The database does not accept connections.',
    hint: 'A template database or one with ALLOW_CONNECTIONS false cannot be read; choose another database.',
  },
  '42501': {
    failureClass: 'privileges',
    step: 'privileges',
    detail: 'The role lacks a privilege that this needs.',
  },
  '53300': busy(
    'The server has no connection slot left for this role.',
    'Wait, raise max_connections or the CONNECTION LIMIT of the role or database, or close idle sessions.',
  ),
  '53200': busy(
    'The server ran out of memory, most often of the table that all sessions share for their locks.',
    'Reading a catalog takes half of that table at most: somebody else has taken much of it too. Wait for them, ' +
      'raise max_locks_per_transaction (which takes a restart of the server), or read fewer schemas: see exclude_schemas.',
  ),
  '57P03': busy(
    'The server is starting up, shutting down or recovering.',
    'Try again when it accepts connections; a standby needs hot_standby = on.',
  ),
  '57014': {
    failureClass: 'timeout',
    step: 'database',
    detail: 'The statement ran longer than its limit, or was cancelled on the server.',
    hint: 'Try again when the server is less busy, or raise the statement timeout.',
  },
  '55P03': {
    failureClass: 'timeout',
    step: 'database',
    detail: 'A lock was not granted in time.',
    hint: 'Some session holds a strong lock, often a long DDL transaction. Try again when it has ended.',
  },
  '25P03': {
    failureClass: 'timeout',
    step: 'database',
    detail: 'The server ended the session because its transaction was idle for too long.',
  },
  '0A000': {
    failureClass: 'not-postgres',
    step: 'database',
    detail: 'The server does not support something that every PostgreSQL supports.',
    hint: 'Connect to the PostgreSQL server itself, not to a proxy console or a database that only resembles it.',
  },
};

/** By the first two characters, where the whole state is not listed. */
const byStateClass: Readonly<Record<string, Meaning>> = {
  '08': {
    failureClass: 'not-postgres',
    step: 'authentication',
    detail: 'The server refused the connection at the protocol level.',
    hint: 'Connect to a database on the server itself; consoles of connection poolers cannot be catalogued.',
  },
  '28': {
    failureClass: 'authentication',
    step: 'authentication',
    detail: 'The server refused the login.',
    hint: 'Check the role, its password, and the server’s pg_hba.conf.',
  },
  '40': {
    failureClass: 'conflict',
    step: 'database',
    detail: 'The statement lost against another transaction (serialization failure or deadlock).',
  },
  '53': busy(
    'The server lacks memory, disk or another resource.',
    'Look at the server’s log; try again later.',
  ),
  '57': busy(
    'The server ended the session: it is being stopped or an administrator asked for it.',
    'Try again later.',
  ),
  '58': busy('The server met a system error of its own.', 'Look at the server’s log; try again later.'),
};

const other: Meaning = {
  failureClass: 'query',
  step: 'database',
  detail: 'The server refused a statement.',
  hint: 'The server’s own log has the details of this SQLSTATE.',
};

/** Connections that break while in use are worth another try, whatever they were called at the start. */
const brokenSession = /^(08|57P)/;

/** `login`: until the server is ready for a statement; a step: the statements of that step; `session`: all later. */
export type RefusalPhase = 'login' | 'database' | 'privileges' | 'session';

/**
 * A safe sentence for an ErrorResponse. Of what the server said only SQLSTATE, severity and routine are kept,
 * each only if it has the form it must have.
 */
export const toServerRefusal = (error: unknown, phase: RefusalPhase): TargetFailure => {
  const server = serverFacts(error);
  const meaning = byState[server.sqlState] ?? byStateClass[server.sqlState.slice(0, 2)] ?? other;
  const isBroken = phase === 'session' && brokenSession.test(server.sqlState);
  return new TargetFailure(
    isBroken ? 'lost' : meaning.failureClass,
    phase === 'session' ? null : phase === 'login' ? meaning.step : phase,
    {
      detail: `${meaning.detail} (SQLSTATE ${server.sqlState})`,
      ...(meaning.hint === undefined ? {} : { hint: meaning.hint }),
    },
    server,
  );
};

const severities = new Set(['ERROR', 'FATAL', 'PANIC']);

const serverFacts = (error: unknown): ServerFacts => {
  const { code, severity, routine } = error as { code?: unknown; severity?: unknown; routine?: unknown };
  return {
    sqlState: typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : 'XX000',
    // Servers translate the severity; any other word is a translation or an invention, and of no use.
    severity: typeof severity === 'string' && severities.has(severity) ? severity : 'ERROR',
    routine: typeof routine === 'string' && /^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(routine) ? routine : null,
  };
};
