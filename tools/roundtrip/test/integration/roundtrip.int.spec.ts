import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, jest, test } from '@jest/globals';
import { createTestDatabase, testTargets } from '@cadastre/testing';
import { report } from '../../src/report.ts';
import { roundTrip } from '../../src/round-trip.ts';
import { binFolder, onNewDatabase, tryServer, withRoles, type Server } from '../support/servers.ts';

const kindFixtures = path.join(import.meta.dirname, '../../../../libs/pg-introspection/test/fixtures');
const ownFixtures = path.join(import.meta.dirname, '../fixtures');

/** Those of other kinds lean on these. */
const first = ['schema', 'extension', 'type', 'table'];

const fixturesFor = (major: number): string[] => {
  const names = readdirSync(kindFixtures)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => path.basename(file, '.sql'))
    .filter((name) => Number(/since-(\d+)$/.exec(name)?.[1] ?? '0') <= major);
  return [...first, ...names.filter((name) => !first.includes(name))].map((name) =>
    readFileSync(path.join(kindFixtures, `${name}.sql`), 'utf8'),
  );
};

const targets = await testTargets(import.meta.url);
jest.setTimeout(120_000);

const db = await createTestDatabase({ schemas: [] });
const servers: Server[] = [];
const untried: string[] = [];
for (const url of [db.superuserUrl, ...targets.map((target) => target.url)]) {
  const server = await tryServer(url);
  if (typeof server === 'string') untried.push(server);
  else servers.push(server);
}
// Said aloud: without a pg_dump of the server's version nothing below is proved.
for (const reason of untried) test.skip(`round trip not tried: ${reason}`, () => {});

afterAll(async () => {
  await db.drop();
});

const expectEqual = async (server: Server, database: string, fewestBlocks: number): Promise<void> => {
  const trip = await roundTrip({ address: server.address, database, binFolder });
  expect({ errors: trip.errors, differences: report(trip).slice(1, -1).filter(isDifference) }).toEqual({
    errors: [],
    differences: [],
  });
  expect(trip.blocks).toBeGreaterThan(fewestBlocks);
};

const labelScript = readFileSync(path.join(kindFixtures, 'security-label.sql'), 'utf8');
const labelsIn = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/^SECURITY LABEL FOR [^;]*;$/gm)].map(([text]) => text).sort();

const isDifference = (line: string): boolean => /^(?:missing|too much|different): /.test(line);

for (const server of servers) {
  test(`everything that the fixtures of all kinds make comes back equal on ${server.name}`, async () => {
    await onNewDatabase(server, fixturesFor(server.major), (database) => expectEqual(server, database, 100));
  });

  /** Nobody has the provider that wrote them, so what is written back is held against what pg_dump writes. */
  test(`security labels are written as pg_dump writes them on ${server.name}`, async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'cadastre-labels-'));
    try {
      await onNewDatabase(server, [labelScript], async (database) => {
        await roundTrip({ address: server.address, database, binFolder, keepIn: folder });
      });
      const theirs = labelsIn(path.join(folder, 'original.sql'));
      expect(theirs.length).toBeGreaterThan(10);
      expect(labelsIn(path.join(folder, 'catalog.sql'))).toEqual(theirs);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

const ownScripts = [
  ['circles, rights and partition trees', 'circles-and-rights', 15, 100],
  ['owners of every kind', 'owners', 12, 35],
  ['columns made by an expression in children', 'inherited-generated', 12, 8],
  ['sequences that are kept otherwise than their table', 'logged-sequences', 15, 8],
  ['what was granted on what PostgreSQL has itself', 'rights-on-system', 12, 10],
  ['what an owner gave up of what came with 17', 'rights-since-17', 17, 15],
] as const;

const ownCases = ownScripts.flatMap(([what, name, since, fewestBlocks]) =>
  servers.filter(({ major }) => major >= since).map((server) => ({ what, name, server, fewestBlocks })),
);
if (ownCases.length > 0) {
  test.each(ownCases)('$what come back equal on $server.name', async ({ name, server, fewestBlocks }) => {
    const script = readFileSync(path.join(ownFixtures, `${name}.sql`), 'utf8');
    await withRoles(server, () =>
      onNewDatabase(server, [script], (database) => expectEqual(server, database, fewestBlocks)),
    );
  });
}

test('a server that was not tried is one that no pg_dump here can read', () => {
  expect(servers.length + untried.length).toBe(1 + targets.length);
  for (const reason of untried) expect(reason).toMatch(/pg_dump/);
  if (process.env.CI === 'true') expect(untried).toEqual([]);
});
