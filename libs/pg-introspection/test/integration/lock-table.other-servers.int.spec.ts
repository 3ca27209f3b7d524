import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { testTargets } from '@cadastre/testing';
import pg from 'pg';
import { loadFixtures } from '../support/fixture-database.ts';
import { lockedBy } from '../support/locked-by.ts';
import { createPrintedUnderLocks, few, fewestViews, wide } from '../support/printed-under-locks.ts';
import { readAllObjects } from '../support/read-all-objects.ts';
import { readSince } from '../support/read-since.ts';
import { openTestSession } from '../support/test-session.ts';

const targets = await testTargets(import.meta.url);

if (targets.length === 0) test.skip('reads in pieces on PostgreSQL 12 to 17: npm run test:targets', () => {});

const shareOf = async (client: pg.Client): Promise<number> => {
  const { rows } = await client.query<{ share: string }>(
    `select current_setting('max_locks_per_transaction')::int * (current_setting('max_connections')::int
              + current_setting('max_prepared_transactions')::int) / 4 as share`,
  );
  return Number(rows[0]?.share);
};

for (const { name: server, url } of targets) {
  test(`what would lock more than its share is read in pieces on ${server}, and as in one go`, async () => {
    const name = `cadastre_introspection_${randomBytes(4).toString('hex')}`;
    const target = new URL(url);
    target.pathname = `/${name}`;
    const other = new pg.Client({ connectionString: url });
    await other.connect();
    await other.query(`create database ${name} template template0`);
    try {
      const share = await shareOf(other);
      await loadFixtures(target.href);
      const session = await openTestSession(target.href);
      const inOneGo = await readAllObjects(session);
      expect(session.statements).not.toContain('SAVEPOINT cadastre_piece');

      const views = Math.max(share + 50, fewestViews);
      await createPrintedUnderLocks(target.href, views);
      const lockedAtEnd: number[] = [];
      session.beforeStatement = async (sql) => {
        if (sql.startsWith('ROLLBACK')) lockedAtEnd.push(await lockedBy(session, other));
      };
      const inPieces = await readAllObjects(session);
      session.beforeStatement = async () => {};

      const since = await readSince(session, null);
      await session.query(`comment on view v7 is 'changed'`);
      const changed = await readSince(session, since.fingerprint);
      expect(changed.extent).toBe('part');
      expect(changed.objects.map(({ object }) => object.name)).toContain('v7');
      await session.close();
      const hashes = new Map(
        inPieces.objects.map(({ object: { identity }, hash }) => [JSON.stringify(identity), hash]),
      );
      for (const { object, hash } of inOneGo.objects) {
        expect([object.qualified_name, hashes.get(JSON.stringify(object.identity))]).toEqual([
          object.qualified_name,
          hash,
        ]);
      }
      expect(inPieces.objects.filter(({ object }) => /^v\d+$/.test(object.name))).toHaveLength(
        views + 1 + few,
      );
      expect(lockedAtEnd.length).toBeGreaterThan(1);
      // Half of the table, where a quarter makes more than two pieces.
      expect(Math.max(...lockedAtEnd)).toBeLessThanOrEqual(2 * share);
      expect(Math.max(...lockedAtEnd)).toBeGreaterThan(share - wide - 2);
    } finally {
      await other.query(`drop database ${name}`);
      await other.end();
    }
  }, 120_000);
}
