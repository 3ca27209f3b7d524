import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { forwardMigration } from '@cadastre/postgres';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { platformSchemas, prepareDatabase } from '../../src/index.ts';

const another = {
  name: 'another',
  migrations: [
    forwardMigration('Another1700000099001', 'create schema another; create table another.thing ()'),
  ],
  appendOnlyTables: [],
};

describe('a service that has only the rights to use our database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase({ schemas: platformSchemas });
  });
  afterAll(() => database.drop());

  test('starts where somebody has migrated', async () => {
    expect(await prepareDatabase({ url: database.url, ownerUrl: undefined }, [])).toEqual([]);
  });

  test('is refused where something is left to migrate, and served when the owner did it', async () => {
    const asService = { url: database.url, ownerUrl: undefined };
    await expect(prepareDatabase(asService, [another])).rejects.toMatchObject({
      code: 'database-not-usable',
      facts: { setting: 'CADASTRE_DATABASE_URL' },
    });
    const asOwner = { url: database.url, ownerUrl: database.ownerUrl };
    expect(await prepareDatabase(asOwner, [another])).toEqual(['Another1700000099001']);
    expect(await prepareDatabase(asService, [another])).toEqual([]);
    // The release before this one, started again beside it.
    expect(await prepareDatabase(asService, [])).toEqual([]);
  });
});
