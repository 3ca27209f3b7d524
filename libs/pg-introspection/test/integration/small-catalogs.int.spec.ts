import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CatalogObject } from '@cadastre/events';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { loadFixtures } from '../support/fixture-database.ts';
import { readAllObjects, type Reading } from '../support/read-all-objects.ts';
import { openTestSession, type TestSession } from '../support/test-session.ts';

let db: TestDatabase;
let superuser: TestSession;
/** May connect, and was never granted anything. */
let nobody: TestSession;

beforeAll(async () => {
  db = await createTestDatabase({ schemas: [] });
  superuser = await openTestSession(db.superuserUrl);
  nobody = await openTestSession(db.url);
});

afterAll(async () => {
  await superuser.close();
  await nobody.close();
  await db.drop();
});

const kindsIn = ({ objects }: Reading): Set<string> => new Set(objects.map(({ object }) => object.kind));
const find = <K extends CatalogObject['kind']>({ objects }: Reading, kind: K, name: string) =>
  objects.map(({ object }) => object).find((one) => one.kind === kind && one.name === name) as
    Extract<CatalogObject, { kind: K }> | undefined;
const skippedIn = ({ steps }: Reading) => steps.find((step) => step.type === 'scope')?.skipped;

test('reads a subscription, and never its connection', async () => {
  await superuser.client.query(
    `create subscription lagging connection 'host=db.example.com password=CANARY-subscription'
       publication "one ""x""", two
       with (connect = false, slot_name = 'a_slot', streaming = parallel, origin = none)`,
  );
  await superuser.client.query(
    `create subscription bare connection 'dbname=x' publication p with (connect = false, slot_name = none)`,
  );
  try {
    superuser.statements.length = 0;
    const all = await readAllObjects(superuser);
    expect(find(all, 'subscription', 'lagging')?.definition).toMatchObject({
      enabled: false,
      slot_name: 'a_slot',
      publications: ['one "x"', 'two'],
      options: [
        'binary=off',
        'disable_on_error=off',
        'failover=off',
        'origin=none',
        'password_required=on',
        'run_as_owner=off',
        'streaming=parallel',
        'synchronous_commit=off',
        'two_phase=off',
      ],
    });
    expect(find(all, 'subscription', 'bare')?.definition.slot_name).toBeNull();
    expect(superuser.statements.join()).not.toContain('subconninfo');
    expect(JSON.stringify(all.objects)).not.toContain('CANARY');
    // an option alone makes it another one, also to a reading that looks at changes only
    const reader = { reader: 'test', knownObjects: 1_000 };
    const first = await readAllObjects(superuser, { incremental: { ...reader, before: null } });
    const before = first.steps[0]?.type === 'extent' ? first.steps[0].fingerprint : null;
    await superuser.client.query('alter subscription lagging set (binary = true)');
    const again = await readAllObjects(superuser, { incremental: { ...reader, before } });
    expect(again.steps[0]).toMatchObject({ type: 'extent', extent: { type: 'part' } });
    expect(find(again, 'subscription', 'lagging')?.definition.options[0]).toBe('binary=on');
    // it is the whole cluster's catalog
    const elsewhere = await createTestDatabase({ schemas: [] });
    const other = await openTestSession(elsewhere.superuserUrl);
    expect(kindsIn(await readAllObjects(other))).not.toContain('subscription');
    await other.close();
    await elsewhere.drop();
  } finally {
    await superuser.client.query('alter subscription lagging set (slot_name = none)');
    await superuser.client.query('drop subscription lagging');
    await superuser.client.query('drop subscription bare');
  }
});

describe('with every fixture', () => {
  beforeAll(async () => {
    await loadFixtures(db.superuserUrl);
  });

  test('holds no value that looks like a credential', async () => {
    const { rowCount } = await superuser.client.query(
      `select from pg_catalog.pg_user_mapping where umoptions::text like '%CANARY%'`,
    );
    expect(rowCount).toBe(1);
    const { objects } = await readAllObjects(superuser);
    expect(JSON.stringify(objects)).not.toContain('CANARY');
    expect(JSON.stringify(objects)).toContain('password=<withheld>');
  });

  test('reads objects outside any schema only where no certain schemas are asked for', async () => {
    const all = kindsIn(await readAllObjects(superuser));
    const some = kindsIn(
      await readAllObjects(superuser, { includeSchemas: ['f_operator', 'f_default_privileges'] }),
    );
    expect([...all]).toEqual(
      expect.arrayContaining(['cast', 'publication', 'event-trigger', 'user-mapping']),
    );
    expect([...some].sort()).toEqual([
      'default-privileges',
      'extension',
      'operator',
      'routine',
      'schema',
      'type',
    ]);
    const without = await readAllObjects(superuser, { excludeSchemas: ['f_operator'] });
    expect(find(without, 'operator', '===')).toBeUndefined();
    expect(kindsIn(without)).toContain('cast');
  });

  test('leaves PostgreSQL’s own objects out, but for a language that somebody regulated', async () => {
    expect(find(await readAllObjects(superuser), 'language', 'plpgsql')).toBeUndefined();
    await superuser.client.query('revoke usage on language plpgsql from public');
    const { definition } = find(await readAllObjects(superuser), 'language', 'plpgsql') ?? {};
    expect(definition).toMatchObject({
      extension: 'plpgsql',
      initial_privileges: null,
      privileges: [{ grantee: definition?.owner, privileges: ['USAGE'] }],
    });
    await superuser.client.query('grant usage on language plpgsql to public');
  });

  test('leaves a catalog out that the role may not read, says so, and reads the others', async () => {
    await superuser.client.query('revoke select on pg_catalog.pg_publication_rel from public');
    await superuser.client.query('revoke select (subslotname) on pg_catalog.pg_subscription from public');
    const reading = await readAllObjects(nobody);
    expect(skippedIn(reading)).toEqual([
      { scope: 'pg_publication', reason: 'the role may not read pg_publication_rel' },
      { scope: 'pg_subscription', reason: 'the role may not read pg_subscription.subslotname' },
    ]);
    expect(kindsIn(reading)).not.toContain('publication');
    expect(kindsIn(reading)).toContain('event-trigger');
    expect(skippedIn(await readAllObjects(superuser))).toEqual([]);
    // nor does it keep a reading from looking at changes only
    const reader = { reader: 'test', knownObjects: 1_000 };
    const first = await readAllObjects(nobody, { incremental: { ...reader, before: null } });
    expect(skippedIn(first)).toHaveLength(2);
    const before = first.steps[0]?.type === 'extent' ? first.steps[0].fingerprint : null;
    const again = await readAllObjects(nobody, { incremental: { ...reader, before } });
    expect(again.steps[0]).toMatchObject({ type: 'extent', extent: { type: 'nothing' } });
    await superuser.client.query('grant select on pg_catalog.pg_publication_rel to public');
    await superuser.client.query('grant select (subslotname) on pg_catalog.pg_subscription to public');
    expect(skippedIn(await readAllObjects(nobody))).toEqual([]);
  });

  test('members of an extension are marked as such', async () => {
    const { objects } = await readAllObjects(superuser);
    const members = objects
      .map(({ object }) => object)
      .filter(({ definition }) => definition.extension !== null);
    const kinds = new Set(members.map(({ kind }) => kind));
    expect([...kinds]).toEqual(expect.arrayContaining(['operator', 'operator-class', 'operator-family']));
  });

  test('a rename is told by name, and leaves the definition as it was', async () => {
    const before = find(await readAllObjects(superuser), 'publication', 'f_publication_none');
    await superuser.client.query('alter publication f_publication_none rename to f_publication_empty');
    const after = find(await readAllObjects(superuser), 'publication', 'f_publication_empty');
    await superuser.client.query('alter publication f_publication_empty rename to f_publication_none');
    expect(after?.identity).toEqual(before?.identity);
    expect(after?.definition).toEqual(before?.definition);
  });
});
