import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import pg from 'pg';
import { CatalogObject, SystemCatalog, canonicalJson, type ObjectIdentity } from '@cadastre/events';
import { comparableObjects } from '../support/comparable-objects.ts';
import { asShownBy } from '../support/as-shown-by.ts';
import { expectedObjects, fixtures, loadFixtures } from '../support/fixture-database.ts';
import { indexesOfEverySort, printedDefinitions, readDefinitions } from '../support/printed-definitions.ts';
import { openTestSession } from '../support/test-session.ts';
import { readAllObjects } from '../support/read-all-objects.ts';

/**
 * Superuser URLs of running servers of any supported version, separated by blanks:
 * `CADASTRE_TEST_TARGET_URLS='postgres://postgres@127.0.0.1:5415/postgres …'`. Each test run makes a database of its
 * own there and drops it. Without the variable the suite states what it would have done.
 */
const urls = (process.env.CADASTRE_TEST_TARGET_URLS ?? '').split(' ').filter((url) => url !== '');

test('the variable holds URLs, or is not set', () => {
  for (const url of urls) expect(() => new URL(url)).not.toThrow();
});

const execute = async (connectionString: string, sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(sql);
  await client.end();
};

const snapshotPlace = ({ catalog, oid }: ObjectIdentity): number =>
  SystemCatalog.options.indexOf(catalog) * 2 ** 33 + oid;

for (const url of urls) {
  test(`reads every fixture that the version of ${url} can hold`, async () => {
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
  });
}
