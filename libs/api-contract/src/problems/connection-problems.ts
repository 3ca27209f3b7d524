import { defineProblems } from './problem-entry.ts';

/**
 * A database was tried and refused; the code names the step that failed. The problem also has `step`, `reason`
 * and `steps` (every step with outcome and time). Nothing was saved.
 */
export const connectionProblems = defineProblems({
  'connection-failed-at-egress': {
    kind: 'invalid-input',
    title: 'Connections to this address are not allowed here',
    retryable: false,
    meaning:
      'The host resolves to an address that this installation may not connect to: loopback, private, link-local or another reserved range. Metadata addresses of clouds stay denied always.',
    remedy: [
      'Use the public name of the database, or',
      'have the operator add the address to `CADASTRE_EGRESS_ALLOW` (CIDR ranges or `host:port`, separated by commas).',
    ],
  },
  'connection-failed-at-dns': {
    kind: 'invalid-input',
    title: 'The host name does not resolve',
    retryable: true,
    meaning: 'The name server knows no address for this host, or did not answer within 3 s.',
    remedy: [
      'Check the spelling of the host.',
      'A name that only exists in a private network must be resolvable where Cadastre runs.',
    ],
  },
  'connection-failed-at-tcp': {
    kind: 'invalid-input',
    title: 'Nothing answers at this host and port',
    retryable: true,
    meaning: 'The connection was refused or not answered in time, or what answers is not PostgreSQL.',
    remedy: [
      'Check the port; PostgreSQL listens on 5432 unless told otherwise, a pooler often on 6432.',
      "Check that the server listens on this address (`listen_addresses` in postgresql.conf) and that no firewall or security group is between; Cadastre's own address must be let through.",
    ],
  },
  'connection-failed-at-tls': {
    kind: 'invalid-input',
    title: 'The connection could not be encrypted, or what answers is not PostgreSQL',
    retryable: false,
    meaning:
      'The server offers no TLS though `ssl_mode` asks for it, its certificate does not pass what `ssl_mode` asks for, or what answers does not speak the PostgreSQL protocol, which begins with this step.',
    remedy: [
      '`ssl_mode` means what it means in libpq: `require` encrypts, `verify-ca` also checks the issuer, `verify-full` also the host name.',
      'Give the CA of the server in `ca_pem`; cloud providers publish theirs.',
      'If the server has no TLS and the network is trusted, use `prefer` or `disable`.',
    ],
  },
  'connection-failed-at-authentication': {
    kind: 'invalid-input',
    title: 'The server did not complete the login',
    retryable: false,
    meaning:
      'The password is wrong (28P01), the role does not exist, may not log in or has no line in pg_hba.conf (28000), the server has no free connection (53300), or what answers is not PostgreSQL.',
    remedy: [
      'Try it with `psql -h <host> -p <port> -U <username> -d <database_name>` from the same machine.',
      "For a new role: `CREATE ROLE cadastre LOGIN PASSWORD '…';`",
      'With 28000: add a line for this user, database and address to pg_hba.conf and reload.',
    ],
  },
  'connection-failed-at-database': {
    kind: 'invalid-input',
    title: 'This database cannot be opened',
    retryable: false,
    meaning: 'There is no database of this name (3D000), or it does not accept connections now.',
    remedy: ['`psql -l` lists the databases of a server; names are case-sensitive.'],
  },
  'connection-failed-at-privileges': {
    kind: 'invalid-input',
    title: 'The role lacks a privilege on this database',
    retryable: false,
    meaning:
      'The role lacks CONNECT on the database or USAGE on every schema, so that a catalog would be empty. `hint` has the exact GRANT.',
    remedy: [
      'Run the GRANT of `hint` as the owner of the database, for example `GRANT USAGE ON SCHEMA sales TO cadastre;`',
      'Cadastre reads the structure only; it needs no SELECT on tables.',
    ],
  },
});
