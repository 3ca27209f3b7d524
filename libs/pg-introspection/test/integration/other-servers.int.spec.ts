import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import pg from 'pg';
import { CatalogObject, SystemCatalog, canonicalJson, type ObjectIdentity } from '@cadastre/events';
import { testTargets } from '@cadastre/testing';
import { comparableObjects } from '../support/comparable-objects.ts';
import { asShownBy } from '../support/as-shown-by.ts';
import { expectedObjects, fixtures, loadFixtures } from '../support/fixture-database.ts';
import { indexesOfEverySort, printedDefinitions, readDefinitions } from '../support/printed-definitions.ts';
import { openTestSession } from '../support/test-session.ts';
import { readAllObjects } from '../support/read-all-objects.ts';

const targets = await testTargets(import.meta.url);

if (targets.length === 0)
  test.skip('reads every fixture on PostgreSQL 12 to 17: npm run test:targets', () => {});

const execute = async (connectionString: string, sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(sql);
  await client.end();
};

const snapshotPlace = ({ catalog, oid }: ObjectIdentity): number =>
  SystemCatalog.options.indexOf(catalog) * 2 ** 33 + oid;

for (const { name: server, url } of targets) {
  test(`reads every fixture that ${server} can hold`, async () => {
    const name = `cadastre_introspection_${randomBytes(4).toString('hex')}`;
    const target = new URL(url);
    target.pathname = `/${name}`;
    await execute(url, `create database ${name} template template0`);
    try {
      await loadFixtures(target.href);
      const session = await openTestSession(target.href);
      const [[owner] = ['']] = await session.query<[string]>('select current_user');
      await session.client.query(indexesOfEverySort);
      const { objects } = await readAllObjects(session);
      const read = readDefinitions(objects.map(({ object }) => object));
      expect(read).toEqual(await printedDefinitions(session));
      await session.close();
      const version = session.serverVersionNum;
      for (const { name: fixture, schemas, since } of fixtures) {
        if (since > version) continue;
        const expected = asShownBy(version, expectedObjects(fixture));
        expect(comparableObjects(objects, schemas, owner)).toEqual(expected);
      }
      const places = objects.map(({ object: { identity } }) => snapshotPlace(identity));
      expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
      for (const { object, json } of objects) {
        expect(CatalogObject.parse(object)).toEqual(object);
        expect(json).toBe(canonicalJson(object.definition));
      }
    } finally {
      await execute(url, `drop database ${name}`);
    }
  }, 120_000);
}
