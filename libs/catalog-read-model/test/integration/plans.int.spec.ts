import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Queryable } from '@cadastre/postgres';
import { getRelation, listAnyObjects, listRelations, listSyncs, searchCatalog } from '../../src/index.ts';
import { CatalogUnderTest } from '../support/catalog-under-test.ts';
import { tenantA } from '../support/log.ts';
import { column, discovered, foreignKey, integrationId, table } from '../support/objects.ts';

type Plan = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  Plans?: Plan[];
};

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** A connection that also notes how the server would carry out what it is asked. */
const explaining = (tx: Queryable): { db: Queryable; nodes: Plan[] } => {
  const nodes: Plan[] = [];
  const query = async (sql: string, params: unknown[]) => {
    const { rows } = await tx.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `explain (format json) ${sql}`,
      params,
    );
    nodes.push(...nodesOf((rows[0] as { 'QUERY PLAN': [{ Plan: Plan }] })['QUERY PLAN'][0].Plan));
    return tx.query(sql, params);
  };
  return { db: { query } as unknown as Queryable, nodes };
};

const inCatalog = { tenantId: tenantA, integrationId };

describe('plans, behind row-level security', () => {
  let catalog: CatalogUnderTest;

  beforeAll(async () => {
    catalog = await CatalogUnderTest.open();
    const tables = Array.from({ length: 4_000 }, (_, n) =>
      table(20_000 + 10 * n, `s${n % 20}`, `order_${n}`, {
        columns: ['id', 'customer_id', column(3, `own_${n}`, { comment: `remark ${n}` })],
        constraints: [foreignKey('fk', { schema: `s${n % 20}`, name: `order_${n - 20}` }, [['id', 'id']])],
      }),
    );
    await catalog.given(...tables.map((object) => discovered(object)));
  }, 60_000);
  afterAll(() => catalog.close());

  const plansOf = (question: (tx: Queryable) => Promise<unknown>): Promise<Plan[]> =>
    catalog.ask(async (tx) => {
      const { db, nodes } = explaining(tx);
      await question(db);
      return nodes;
    });
  const tablesRead = (nodes: Plan[], type: string): string[] =>
    nodes.filter((node) => node['Node Type'] === type).map((node) => node['Relation Name'] ?? '');

  test('a page of a list, first or later, reads its index and no more', async () => {
    const first = await catalog.ask((tx) => listRelations(tx, { ...inCatalog, limit: 50 }));
    for (const cursor of [null, first.nextCursor]) {
      const nodes = await plansOf((tx) => listRelations(tx, { ...inCatalog, limit: 50, cursor }));
      expect(tablesRead(nodes, 'Seq Scan')).toEqual([]);
      // Of the section, or of all sections where it is nearly all there is.
      const scan = nodes.find(
        ({ 'Index Name': name }) => name === 'objects_named' || name === 'objects_by_name',
      );
      expect(scan?.['Index Cond']).toContain('tenant_id');
      if (cursor !== null) expect(scan?.['Index Cond']).toContain('>');
    }
  });

  test('a page of objects of all kinds reads its index and no more', async () => {
    const first = await catalog.ask((tx) => listAnyObjects(tx, { ...inCatalog, limit: 50 }));
    for (const cursor of [null, first.nextCursor]) {
      const nodes = await plansOf((tx) => listAnyObjects(tx, { ...inCatalog, limit: 50, cursor }));
      expect(tablesRead(nodes, 'Seq Scan')).toEqual([]);
      const scan = nodes.find((node) => node['Index Name'] === 'objects_by_name');
      if (cursor !== null) expect(scan?.['Index Cond']).toContain('>');
      expect(scan?.['Index Cond']).toContain('integration_id');
    }
  });

  test.each<[string, (tx: Queryable) => Promise<unknown>]>([
    ['a relation', (tx) => getRelation(tx, { ...inCatalog, schema: 's1', name: 'order_21' })],
    ['a schema', (tx) => listRelations(tx, { ...inCatalog, limit: 20, filter: { schema: 's3' } })],
    ['syncs', (tx) => listSyncs(tx, { tenantId: tenantA, integrationId, limit: 20 })],
    ...[
      's1.order_21',
      'order_21',
      'own_77',
      'order_2',
      'order',
      'customer',
      'ordr_3999',
      'remark 3999',
      'customer remark',
      'order_21.own_21',
      'nothing_like_it',
    ].map((text): [string, (tx: Queryable) => Promise<unknown>] => [
      `a search for ${text}`,
      (tx) => searchCatalog(tx, { tenantId: tenantA, text, limit: 20 }),
    ]),
  ])('%s is found by indexes', async (_, question) => {
    const nodes = await plansOf(question);
    expect(tablesRead(nodes, 'Seq Scan').filter((name) => !['syncs', 'integrations'].includes(name))).toEqual(
      [],
    );
  });
});
