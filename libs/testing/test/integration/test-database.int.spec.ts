import { afterAll, describe, expect, test } from '@jest/globals';
import type { DatabaseSchema } from '@cadastre/postgres';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTestDatabase } from '../../src/create-test-database.ts';

class SampleInitial1700000000001 implements MigrationInterface {
  name = 'SampleInitial1700000000001';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create schema sample; create table sample.note (id int primary key); create table sample.fact (id int)',
    );
  }
  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}

const schema: DatabaseSchema = {
  name: 'sample',
  migrations: [SampleInitial1700000000001],
  appendOnlyTables: ['fact'],
};

describe('a test database', () => {
  const databases: { drop(): Promise<void> }[] = [];
  const create = async (schemas: DatabaseSchema[]): ReturnType<typeof createTestDatabase> => {
    const database = await createTestDatabase({ schemas });
    databases.push(database);
    return database;
  };
  afterAll(() => Promise.all(databases.map((database) => database.drop())));

  test('is migrated, and not seen by the next one', async () => {
    const [one, two] = await Promise.all([create([schema]), create([schema])]);
    await one.pool.query('insert into sample.note values (1)');
    expect((await one.ownerPool.query('select * from sample.note')).rowCount).toBe(1);
    expect((await two.pool.query('select * from sample.note')).rowCount).toBe(0);
  });

  test('gives the application its rights and no more', async () => {
    const database = await create([schema]);
    await database.pool.query('insert into sample.fact values (1)');
    await expect(database.pool.query('update sample.fact set id = 2')).rejects.toMatchObject({
      code: '42501',
    });
    const roles = await database.pool.query('select rolsuper from pg_roles where rolname = current_user');
    expect(roles.rows).toEqual([{ rolsuper: false }]);
  });

  test('without schemas is an empty target of the superuser', async () => {
    const target = await create([]);
    await target.ownerPool.query('create table shoes (id int)');
    await expect(target.pool.query('select * from shoes')).rejects.toMatchObject({ code: '42501' });
  });

  test('sorts by code point and knows the letters of all scripts', async () => {
    const { ownerPool } = await create([]);
    const { rows } = await ownerPool.query(`select lower('GRÖSSE') as lower, 'Z' < 'a' as by_code_point`);
    expect(rows).toEqual([{ lower: 'größe'.replace('ß', 'ss'), by_code_point: true }]);
  });

  test('complains about connections that a test left open', async () => {
    const database = await createTestDatabase({ schemas: [] });
    const leaked = new pg.Client({ connectionString: database.url, application_name: 'the leak' });
    leaked.on('error', () => undefined);
    await leaked.connect();
    await expect(database.drop()).rejects.toThrow('The test left connections open: the leak');
  });
});
