import type { TestDatabase } from '@cadastre/testing';
import {
  egressPolicy,
  openTarget,
  testTarget,
  type OpenTargetOptions,
  type TargetConnection,
  type TargetCredential,
  type TargetTest,
} from '../../src/index.ts';

/** What a person's own machine allows. */
export const localPolicy = egressPolicy({ allow: [], allowPrivate: true });

export const credentialOf = (url: string, change: Partial<TargetCredential> = {}): TargetCredential => {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname,
    port: Number(port),
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database_name: decodeURIComponent(pathname.slice(1)),
    ssl_mode: 'prefer',
    ca_pem: null,
    ...change,
  };
};

/** A credential for a server of the test's own on this port. */
export const localCredential = (port: number, change: Partial<TargetCredential> = {}): TargetCredential =>
  credentialOf(`postgres://somebody:CANARY-secret@127.0.0.1:${port}/somewhere`, change);

export const openOptions: OpenTargetOptions = {
  applicationName: 'cadastre/test',
  connectTimeoutMs: 5_000,
  statementTimeoutMs: 10_000,
};

export const open = (
  credential: TargetCredential,
  change: Partial<OpenTargetOptions> = {},
): Promise<TargetConnection> => openTarget(credential, localPolicy, { ...openOptions, ...change });

export const tryOut = (
  credential: TargetCredential,
  change: Partial<OpenTargetOptions> = {},
): Promise<TargetTest> => testTarget(credential, localPolicy, { ...openOptions, ...change });

/** `step outcome` lines, without what changes from run to run. */
export const outcomes = (test: TargetTest): Record<string, string> =>
  Object.fromEntries(test.steps.map(({ step, outcome }) => [step, outcome]));

/** A role of the test's own. Roles belong to the whole server: the name is derived from the database's. */
export const createRole = async (
  database: TestDatabase,
  suffix: string,
  attributes = 'login',
): Promise<{ role: string; credential: TargetCredential }> => {
  const role = `${database.name}_${suffix}`;
  await database.ownerPool.query(`create role "${role}" ${attributes} password 'CANARY-role'`);
  const credential = credentialOf(database.superuserUrl, { username: role, password: 'CANARY-role' });
  return { role, credential };
};

export const dropRole = async (database: TestDatabase, role: string): Promise<void> => {
  await database.ownerPool.query(`drop owned by "${role}" cascade; drop role "${role}"`);
};
