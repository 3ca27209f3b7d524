import { catalogProjection } from '@cadastre/catalog-read-model';
import type { ObjectDiscovered, LoggedEvent } from '@cadastre/events';
import { inTransaction } from '@cadastre/postgres';
import type pg from 'pg';
import { column, discovered, integrationId, oidsPerTable, tableOf } from './estate.ts';

const words =
  'account address alert audit batch billing booking budget campaign carrier cart category channel claim client comment company contact contract coupon credit customer delivery device discount document employee event export feature feedback file forecast gateway history image import index inventory invoice item job journal key label lead ledger license limit list location log machine margin market media member message metric module network note notice offer option order package page partner payment period permission phone plan policy position price process product profile project promotion quote rating reason receipt record refund region release report request reservation resource return review reward role route rule salary sample schedule score season segment sensor series service session shift shipment signal site source stock store subscription supplier support survey task tax team template ticket token topic track trade transfer trip unit update usage user vehicle vendor version visit voucher warehouse warranty worker zone'.split(
    ' ',
  );
const common = ['id', 'created_at', 'updated_at', 'name', 'status', 'tenant_id'];

/** A small generator of numbers that is the same on every machine. */
export const seeded = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

export type SearchedTable = {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
};

/** Table n of the catalog: 6 usual columns and 13 of two words, some in camelCase. With its name: 20 entries. */
export const searchedTable = (n: number): SearchedTable => {
  const pick = seeded(n * 7_919 + 1);
  const word = (): string => words[pick(words.length)] ?? '';
  const own = new Set<string>();
  while (own.size < 13) {
    const [a, b] = [word(), word()];
    own.add(pick(5) === 0 ? `${a}${b.charAt(0).toUpperCase()}${b.slice(1)}` : `${a}_${b}`);
  }
  return {
    schema: `${words[n % 40] ?? ''}_${n % 10}`,
    name: `${word()}_${word()}_${word()}_${n % 100}`,
    columns: [...common, ...own],
  };
};

export const entriesPerTable = 20;

/** Projects a catalog of so many entries: names of tables and columns. Comments come on top. */
export const fillCatalog = async (pool: pg.Pool, entries: number): Promise<number> => {
  const tables = Math.ceil(entries / entriesPerTable);
  for (let start = 0; start < tables; start += 1_000) {
    const events = Array.from({ length: Math.min(1_000, tables - start) }, (_, n) => eventOf(start + n));
    await inTransaction(pool, async (tx) => {
      await tx.query(
        `select set_config('cadastre.tenant_id', '*', true), set_config('search_path', $1, true)`,
        [catalogProjection.tables.schema],
      );
      await catalogProjection.on.ObjectDiscovered(events, tx);
    });
  }
  return tables;
};

const eventOf = (n: number): LoggedEvent<ObjectDiscovered> => {
  const { schema, name, columns } = searchedTable(n);
  const object = tableOf({
    oid: 20_000 + n * oidsPerTable,
    schema,
    // Two tables of one schema may have drawn one name.
    name: `${name}${n}`,
    comment: `Keeps every ${name.replaceAll('_', ' ')} of ${schema}`,
    columns: columns.map((called, place) => column(place + 1, called)),
  });
  return {
    ...discovered(object),
    eventId: `${n}-0`,
    commitId: String(n),
    ordinal: 0,
    streamId: `catalog-${integrationId}`,
    version: n + 1,
    position: n + 1,
    metadata: {
      tenantId: 'default',
      actor: 'worker:bench',
      commandId: 'bench',
      correlationId: 'bench',
      causationId: null,
      recordedAt: '2026-01-01T00:00:00.000Z',
    },
  } as LoggedEvent<ObjectDiscovered>;
};
