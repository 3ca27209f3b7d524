import type { NewEvent } from '@cadastre/events';
import { inTransaction, type Queryable } from '@cadastre/postgres';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import {
  asTenant,
  catalogProjection,
  getRelation,
  listRelations,
  readModelSchema,
  searchCatalog,
  type RelationPage,
  type SearchHit,
} from '../../src/index.ts';
import { Log, project, tenantA } from './log.ts';
import { integrationId } from './objects.ts';

const tables = ['catalogs', 'objects', 'foreign_keys', 'search_keys', 'search_postings'];

/** A catalog that events are given to and questions asked, as the tenant `tenant-a`. */
export class CatalogUnderTest {
  private readonly log = new Log();

  private constructor(readonly db: TestDatabase) {}

  static async open(): Promise<CatalogUnderTest> {
    return new CatalogUnderTest(await createTestDatabase({ schemas: [readModelSchema] }));
  }

  close(): Promise<void> {
    return this.db.drop();
  }

  async clear(): Promise<void> {
    const names = tables.map((name) => `read_model.${name}`).join(', ');
    await this.db.ownerPool.query(`truncate ${names}`);
  }

  given(...events: NewEvent[]): Promise<void> {
    return project(
      this.db.pool,
      catalogProjection,
      events.map((event) => this.log.record(event)),
    );
  }

  ask<T>(question: (tx: Queryable) => Promise<T>): Promise<T> {
    return asTenant(this.db.pool, tenantA, question);
  }

  relation(name: string, schema = 'shop'): Promise<RelationPage | null> {
    return this.ask((tx) => getRelation(tx, { tenantId: tenantA, integrationId, schema, name }));
  }

  async relationNames(): Promise<string[]> {
    const page = await this.ask((tx) => listRelations(tx, { tenantId: tenantA, integrationId, limit: 200 }));
    return page.items.map(({ qualified_name }) => qualified_name);
  }

  async hits(text: string): Promise<readonly SearchHit[]> {
    const page = await this.ask((tx) => searchCatalog(tx, { tenantId: tenantA, text, limit: 50 }));
    return page.items;
  }

  async search(text: string): Promise<string[]> {
    return (await this.hits(text)).map(({ qualified_name }) => qualified_name);
  }

  /** Rows of every table, whoever they belong to. */
  async rowCounts(): Promise<Record<string, number>> {
    const rows = await this.allRows();
    return Object.fromEntries(tables.map((name, n) => [name, rows[n]?.length ?? -1]));
  }

  /** Everything that is stored, table by table, in the order of the text of the rows. */
  allRows(): Promise<string[][]> {
    return inTransaction(this.db.ownerPool, async (tx) => {
      await tx.query(`select set_config('cadastre.tenant_id', '*', true)`);
      const all: string[][] = [];
      for (const name of tables) {
        const { rows } = await tx.query<{ row: string }>(
          `select t::text as row from read_model.${name} t order by t::text collate "C"`,
        );
        all.push(rows.map(({ row }) => row));
      }
      return all;
    });
  }
}
