import { defineProblems, type ProblemEntry } from './problem-entry.ts';

const requeue =
  'It is tried again by itself, at once when the address or the credential is changed; after the last attempt: `POST /syncs/{sync_id}/requeue`, once the cause is gone.';

type Said = Pick<ProblemEntry, 'title' | 'meaning' | 'remedy'> & Partial<Pick<ProblemEntry, 'kind'>>;

const passes = <const Facts extends Said>(facts: Facts) =>
  ({ kind: 'target-unavailable', isOfSync: true, retryable: true, ...facts }) as const;
const stays = <const Facts extends Said>(facts: Facts) =>
  ({ kind: 'target-unavailable', isOfSync: true, retryable: false, ...facts }) as const;

/** Why a sync could not read its target. `detail` and `hint` of the error say more, never in the server's own words. */
export const targetProblems = defineProblems({
  'target-fields-invalid': stays({
    kind: 'invalid-input',
    title: 'The credential has a missing or wrong field',
    meaning: 'What is stored of the host or of another field cannot name a database.',
    remedy: ['Enter the credential again: `PATCH /integrations/{integration_id}`.'],
  }),
  'target-not-allowed': stays({
    kind: 'invalid-input',
    title: 'Cadastre may not connect to this address',
    meaning:
      'The host resolves to an address that this installation may not connect to. When it was registered it resolved to another one, or the rules were others.',
    remedy: [
      'Look at what the host name resolves to where Cadastre runs.',
      'Or have the operator add the address to `CADASTRE_EGRESS_ALLOW` (CIDR ranges or `host:port`, separated by commas).',
    ],
  }),
  'target-not-found': passes({
    title: 'The host name of the database does not resolve',
    meaning: 'The name server knows no address for the host: the name is gone, or name resolution is down.',
    remedy: ['Check the host name where Cadastre runs.', requeue],
  }),
  'target-unreachable': passes({
    title: 'The database server cannot be reached',
    meaning: 'The server or the network is down, or a firewall was changed.',
    remedy: ['Check that the server runs and that Cadastre may reach it.', requeue],
  }),
  'target-not-postgresql': stays({
    title: 'The server is not a PostgreSQL that Cadastre can read',
    meaning:
      'What answers does not speak the PostgreSQL protocol, is the console of a pooler, or is another database behind that protocol.',
    remedy: ['Check host and port, and `database_name` where a pooler is between.'],
  }),
  'target-tls-failed': stays({
    title: 'No acceptable TLS connection to the database server',
    meaning:
      'The server offers no TLS though `ssl_mode` asks for it, or its certificate does not pass: it expired, is for another name, or is signed by another authority than before.',
    remedy: [
      '`hint` says which.',
      'Mend the certificate, or change `ca_pem` or `ssl_mode` of the credential.',
    ],
  }),
  'target-authentication-failed': stays({
    title: 'The database server refused the login',
    meaning:
      'The password was changed or expired, the role may not log in, or pg_hba.conf has no line for it.',
    remedy: [
      'Enter the new password: `PATCH /integrations/{integration_id}` with the whole credential; then start a sync.',
    ],
  }),
  'target-timeout': passes({
    title: 'The database server did not answer in time',
    meaning:
      'The connection, a lock or a statement took longer than its limit: the network or the server is overloaded, or a session holds a strong lock.',
    remedy: [
      'Raise `statement_timeout_ms` in the options of the integration where single statements are slow.',
      requeue,
    ],
  }),
  'target-busy': passes({
    title: 'The database server takes no connection now',
    meaning: 'It has no connection slot left for the role, is starting up or stopping, or lacks a resource.',
    remedy: ['Close idle sessions, or raise `max_connections` or the CONNECTION LIMIT of the role.', requeue],
  }),
  'target-database-unusable': stays({
    title: 'The database cannot be used',
    meaning:
      'There is no database of this name, it takes no connections, the server is older than PostgreSQL 12, or a pooler gives single statements only.',
    remedy: ['`detail` says which of these.', 'Correct `database_name`, or connect to the server itself.'],
  }),
  'target-privileges-missing': stays({
    title: 'The role lacks a privilege on the database',
    meaning: 'A privilege that reading needs was revoked.',
    remedy: ['Grant it again: at least CONNECT on the database and USAGE on a schema; then start a sync.'],
  }),
  'target-query-failed': stays({
    title: 'The database server refused a statement',
    meaning:
      'The server answered a statement with an error that Cadastre does not expect; `detail` has the SQLSTATE.',
    remedy: ["Look into the server's own log: it has the statement and the reason.", 'Report it.'],
  }),
  'target-conflict': passes({
    title: 'A statement lost against another transaction',
    meaning: 'The server ended a statement because of a deadlock or of a serialization failure.',
    remedy: [requeue],
  }),
  'target-limit-exceeded': stays({
    title: 'The database server sent more than Cadastre takes',
    meaning: 'A single row was larger than 8 MiB: a definition of that size, or not a PostgreSQL.',
    remedy: ['Leave the schema that holds it out: `exclude_schemas` in the options of the integration.'],
  }),
  'target-connection-lost': passes({
    title: 'The connection to the database broke',
    meaning:
      'The server, a pooler or the network closed it while it was read: a restart, a failover, or an administrator.',
    remedy: [requeue],
  }),
  'target-connection-aborted': passes({
    title: 'The work on the database was called off',
    meaning: 'Cadastre itself ended the connection, because the sync was interrupted.',
    remedy: [requeue],
  }),
});
