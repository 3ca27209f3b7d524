import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { targetSteps, type TargetCredential } from '../../src/index.ts';
import { createRole, credentialOf, dropRole, outcomes, tryOut } from './targets.ts';

let database: TestDatabase;
let empty: TestDatabase;
const roles: string[] = [];

beforeAll(async () => {
  [database, empty] = await Promise.all([
    createTestDatabase({ schemas: [] }),
    createTestDatabase({ schemas: [] }),
  ]);
  await database.ownerPool.query(`
    create schema sales;
    create table sales.orders (id int, total numeric);
    create table sales.items (id int);
    create schema "odd ""name""
with a line break";
    create view "odd ""name""
with a line break".totals as select 1 as x;
    create table public.notes (id int);
    create extension pg_trgm;`);
});
afterAll(async () => {
  for (const role of roles) await dropRole(database, role);
  await Promise.all([database.drop(), empty.drop()]);
});

const role = async (suffix: string, ...grants: string[]): Promise<TargetCredential> => {
  const { role: name, credential } = await createRole(database, suffix);
  roles.push(name);
  for (const grant of grants) await database.ownerPool.query(`grant ${grant} to "${name}"`);
  return credential;
};

describe('a credential that works', () => {
  test('passes every step, with timings, and says what was found', async () => {
    const result = await tryOut(credentialOf(database.superuserUrl));
    expect(result.steps.map(({ step }) => step)).toEqual([...targetSteps]);
    expect(outcomes(result)).toMatchObject({
      fields: 'passed',
      egress: 'passed',
      dns: 'skipped',
      privileges: 'passed',
    });
    expect(result).toMatchObject({ is_accepted: true, failure: null, server: { is_standby: false } });
    expect(result.schemas).toHaveLength(3);
    expect(result.schemas).toContainEqual({
      schema: 'sales',
      has_usage: true,
      relations: 2,
      accessible_relations: 2,
      routines: 0,
    });
    const spent = result.steps.reduce((sum, { duration_ms }) => sum + duration_ms, 0);
    expect(spent).toBeGreaterThan(0);
    expect(spent).toBeLessThanOrEqual(result.duration_ms + 10);
  });

  test('an empty database is accepted', async () => {
    const result = await tryOut(credentialOf(empty.superuserUrl));
    expect(result).toMatchObject({ is_accepted: true, schemas: [] });
    expect(result.steps.at(-1)?.detail).toBe('The database holds no objects yet.');
  });
});

describe('what the role sees', () => {
  test('a role that nobody has let in is refused, with the statements that let it in', async () => {
    const credential = await role('blind');
    const { failure, is_accepted } = await tryOut(credential);
    expect(is_accepted).toBe(false);
    expect(failure).toMatchObject({ step: 'privileges', code: 'target-privileges-missing' });
    const name = `"${credential.username}"`;
    const odd = String.raw`U&"odd ""name""\+00000awith a line break"`;
    expect(failure?.hint).toContain(`GRANT USAGE ON SCHEMA "sales" TO ${name};`);
    // Only names are read: nobody is asked to open their tables where USAGE is enough.
    expect(failure?.hint).not.toContain('TABLES IN SCHEMA "sales"');
    expect(failure?.hint).toContain(`GRANT USAGE ON SCHEMA ${odd} TO ${name};`);
    expect(failure?.hint).toContain(`GRANT SELECT ON ALL TABLES IN SCHEMA "public" TO ${name};`);
    expect(failure?.hint).not.toContain('USAGE ON SCHEMA "public"');
  });

  test('those statements, run as they stand, let the role in', async () => {
    const credential = await role('let_in');
    const { failure } = await tryOut(credential);
    await database.ownerPool.query((failure?.hint ?? '').replace(/^[^:]*: /, ''));
    const result = await tryOut(credential);
    expect(result).toMatchObject({ is_accepted: true });
    expect(result.steps.at(-1)).toMatchObject({
      hint: null,
      detail: 'The role sees 3 of 3 schemas, 4 tables and views.',
    });
  });

  test('USAGE on one schema is enough, and the others are named', async () => {
    const result = await tryOut(await role('partial', 'usage on schema sales'));
    expect(result.is_accepted).toBe(true);
    expect(result.steps.at(-1)?.detail).toBe('The role sees 1 of 3 schemas, 2 tables and views.');
    expect(result.steps.at(-1)?.hint).toContain('GRANT SELECT ON ALL TABLES IN SCHEMA "public"');
    expect(result.steps.at(-1)?.hint).not.toContain('"sales"');
  });

  test('a privilege on one column of one table in public is enough', async () => {
    expect(await tryOut(await role('column', 'select (id) on public.notes'))).toMatchObject({
      is_accepted: true,
    });
  });

  test('a privilege by way of another role counts', async () => {
    await role('readers', 'usage on schema sales', 'select on sales.orders');
    const member = await role('member', `"${database.name}_readers"`);
    expect(await tryOut(member)).toMatchObject({ is_accepted: true });
  });
});

describe('a superuser', () => {
  test('is accepted, and told of a role that is enough: its statements make one that sees the same', async () => {
    const result = await tryOut(credentialOf(database.superuserUrl));
    const { outcome, detail, hint } = result.steps.at(-1) ?? {};
    expect([result.is_accepted, outcome]).toEqual([true, 'passed']);
    expect(hint).toMatch(/^This role is a superuser and may change everything on its server/);

    const name = `${database.name}_enough`;
    roles.push(name);
    const statements = (hint ?? '').replace(/^[^:]*: /, '').replaceAll('"cadastre"', `"${name}"`);
    await database.ownerPool.query(statements.replace('…', 'CANARY-enough'));
    const enough = credentialOf(database.superuserUrl, { username: name, password: 'CANARY-enough' });
    expect((await tryOut(enough)).steps.at(-1)).toMatchObject({ outcome: 'passed', detail, hint: null });
  });

  test('is told so of an empty database too', async () => {
    const { steps } = await tryOut(credentialOf(empty.superuserUrl));
    expect(steps.at(-1)?.hint).toContain(`GRANT CONNECT ON DATABASE "${empty.name}" TO "cadastre";`);
  });

  test('is not who only has the rights of an owner', async () => {
    const { credential } = await createRole(database, 'mighty', 'login createdb createrole');
    roles.push(credential.username);
    await database.ownerPool.query(`grant usage on schema sales to "${credential.username}"`);
    expect((await tryOut(credential)).steps.at(-1)?.hint).not.toContain('superuser and');
  });
});

describe('a credential that does not work', () => {
  test.each<[string, Partial<TargetCredential>, object]>([
    ['a wrong password', { password: 'CANARY-wrong' }, { step: 'authentication', sqlState: '28P01' }],
    ['an unknown role', { username: 'CANARY-nobody' }, { step: 'authentication', sqlState: '28P01' }],
    ['an unknown database', { database_name: 'CANARY-nowhere' }, { step: 'database', sqlState: '3D000' }],
    ['no database name', { database_name: '' }, { step: 'fields', kind: 'invalid-input' }],
    ['no password', { password: '' }, { step: 'fields', kind: 'invalid-input' }],
    ['a strange host', { host: '0x7f.1' }, { step: 'fields', kind: 'invalid-input' }],
    ['a name that does not resolve', { host: 'nowhere.invalid' }, { step: 'dns', code: 'target-not-found' }],
    ['a closed port', { port: 1 }, { step: 'tcp', code: 'target-unreachable' }],
    ['a cloud’s keys', { host: '169.254.169.254' }, { step: 'egress', code: 'target-not-allowed' }],
    ['TLS that is not offered', { ssl_mode: 'require' }, { step: 'tls', code: 'target-tls-failed' }],
  ])('%s is told by its step', async (_, change, expected) => {
    const result = await tryOut(credentialOf(database.superuserUrl, change));
    expect(result.failure).toMatchObject(expected);
    expect(result.failure?.hint ?? result.failure?.message).toBeTruthy();
    const failed = result.steps.findIndex(({ outcome }) => outcome === 'failed');
    expect(result.steps[failed]?.step).toBe(result.failure?.step);
    expect(result.steps.slice(failed + 1).every(({ outcome }) => outcome === 'skipped')).toBe(true);
    expect(JSON.stringify(result)).not.toContain('CANARY');
    expect(result.duration_ms).toBeLessThan(5_000);
  });

  test('a role that may not log in', async () => {
    const { role: name, credential } = await createRole(database, 'nologin', 'nologin');
    roles.push(name);
    expect((await tryOut(credential)).failure).toMatchObject({ step: 'authentication', sqlState: '28000' });
  });

  test('a role without CONNECT is told the GRANT, and that its password was right', async () => {
    const credential = await role('outside');
    await empty.ownerPool.query(`revoke connect on database "${empty.name}" from public`);
    const result = await tryOut({ ...credential, database_name: empty.name });
    expect(result.failure).toMatchObject({ step: 'privileges', sqlState: '42501' });
    expect(result.failure?.hint).toContain(
      `GRANT CONNECT ON DATABASE "${empty.name}" TO "${credential.username}";`,
    );
    expect(outcomes(result)).toMatchObject({ authentication: 'passed' });
  });

  test('a role at its connection limit is told to wait', async () => {
    const { role: name, credential } = await createRole(database, 'crowded', 'login connection limit 0');
    roles.push(name);
    const { failure } = await tryOut(credential);
    expect(failure).toMatchObject({ code: 'target-busy', sqlState: '53300', isTransient: true });
  });

  test('a template that takes no connections', async () => {
    const result = await tryOut(credentialOf(database.superuserUrl, { database_name: 'template0' }));
    expect(result.failure).toMatchObject({ step: 'database', sqlState: '55000' });
  });
});
