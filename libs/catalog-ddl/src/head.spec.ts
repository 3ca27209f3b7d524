import { expect, test } from '@jest/globals';
import { headOf, type DdlOrigin } from './head.ts';
import { writeDdl } from './write-ddl.ts';

const origin: DdlOrigin = {
  databaseName: 'shop',
  sync: { id: 'sync-1', startedAt: '2026-01-01T00:00:00.000Z', finishedAt: '2026-01-01T00:00:09.000Z' },
  skipped: [],
  includeSchemas: null,
  excludeSchemas: [],
  unfinished: null,
};

test('the head says of which database it is, and when that was read', () => {
  expect(headOf(origin)).toEqual([
    '-- Structure of the database "shop", from the catalog of Cadastre.',
    '-- Read by sync sync-1, from 2026-01-01T00:00:00.000Z to 2026-01-01T00:00:09.000Z.',
    '-- It read everything that it was to read.',
  ]);
});

test('what could not be read is named with its reason', () => {
  const skipped = [
    { scope: 'billing', reason: 'another session holds 3 of its relations exclusively' },
    { scope: 'pg_subscription', reason: 'the role may not read pg_subscription' },
  ];
  const head = headOf({ ...origin, skipped });
  expect(head.slice(3)).toEqual([
    '--   "billing": another session holds 3 of its relations exclusively',
    '--   "pg_subscription": the role may not read pg_subscription',
  ]);
  expect(head.join('\n')).not.toContain('everything');
});

test('what was chosen away is named', () => {
  expect(headOf({ ...origin, includeSchemas: ['a', 'b'], excludeSchemas: ['c'] }).slice(3)).toEqual([
    '-- Chosen in the options of the integration: only the schemas "a", "b".',
    '-- Left out by the options of the integration: the schemas "c".',
  ]);
});

test.each([
  [true, 'is still running'],
  [false, 'did not get to its end'],
])('a later sync that has not ended is named (running: %s)', (isRunning, words) => {
  expect(headOf({ ...origin, unfinished: { id: 'sync-2', isRunning } })[2]).toContain(
    `Sync sync-2 came after it and ${words}`,
  );
});

const hostile = `x"\r\n\\! rm -rf /\n\u0085\u2028\u2029;DROP TABLE t;\v\f*/ \u202e--\0`;

test('no name gets out of its comment', () => {
  const head = headOf({
    ...origin,
    databaseName: hostile,
    skipped: [{ scope: hostile, reason: hostile }],
    includeSchemas: [hostile],
    excludeSchemas: [hostile],
  });
  for (const line of head) {
    expect(line.startsWith('-- ')).toBe(true);
    // Everything that PostgreSQL, psql or an editor takes for the end of a line, or shows as something else.
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  }
  expect(head[0]).toContain('"x""??');
});

test('a script has the head of its origin, before all statements, and none without one', async () => {
  const source = { pages: async function* () {}, fetch: async () => [] };
  const script = async (of?: DdlOrigin): Promise<string> => {
    let text = '';
    for await (const piece of writeDdl(source, of)) text += piece;
    return text;
  };
  const without = await script();
  expect(without.startsWith('SET ')).toBe(true);
  expect(await script(origin)).toBe(`${headOf(origin).join('\n')}\n\n${without}`);
});
