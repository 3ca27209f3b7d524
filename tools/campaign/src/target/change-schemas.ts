import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Random } from '../random.ts';

/** Reads the targets, as a careful owner would let it. */
export const readerRole = 'cadastre_reader';

type Made = { readonly tables: string[]; next: number };

const schemas = ['sales', 'stock', 'people'] as const;
const types = ['bigint', 'text', 'numeric(12,2)', 'timestamptz', 'jsonb', 'varchar(40)'] as const;
const firstTables = 40;
const mostTables = 70;

/** One kind of change, as a statement; null where there is nothing to do it to. */
const changes: readonly {
  readonly weight: number;
  readonly item: (random: Random, made: Made) => string | null;
}[] = [
  { weight: 5, item: (random, made) => createTable(random, made) },
  {
    weight: 6,
    item: (random, made) =>
      onTable(
        random,
        made,
        (table) => `alter table ${table} add column c${(made.next += 1)} ${random.pick(types)}`,
      ),
  },
  {
    weight: 3,
    item: (random, made) =>
      onTable(random, made, (table) => `comment on table ${table} is 'Remark ${(made.next += 1)}'`),
  },
  {
    weight: 3,
    item: (random, made) => onTable(random, made, (table) => `create index on ${table} (name)`),
  },
  {
    weight: 2,
    item: (random, made) =>
      onTable(
        random,
        made,
        (table) => `create view ${table}_v${(made.next += 1)} as select id from ${table}`,
      ),
  },
  {
    weight: 2,
    item: (random, made) => {
      const table = random.pick(made.tables);
      const [schema, name] = table.split('.');
      const renamed = `${name?.split('_')[0]}_${(made.next += 1)}`;
      made.tables.splice(made.tables.indexOf(table), 1, `${schema}.${renamed}`);
      return `alter table ${table} rename to ${renamed}`;
    },
  },
  {
    weight: 3,
    item: (random, made) => {
      if (made.tables.length <= firstTables) return null;
      const [table] = made.tables.splice(random.between(0, made.tables.length - 1), 1);
      return `drop table ${table} cascade`;
    },
  },
  {
    weight: 1,
    item: (random, made) =>
      `create function ${random.pick(schemas)}.f${(made.next += 1)}(n int) returns int language sql return n + ${made.next}`,
  },
];

const createTable = (random: Random, made: Made): string | null => {
  if (made.tables.length >= mostTables) return null;
  const table = `${random.pick(schemas)}.t_${(made.next += 1)}`;
  made.tables.push(table);
  return `create table ${table} (id bigint primary key, name text not null, amount numeric check (amount > 0))`;
};

const onTable = (random: Random, made: Made, statement: (table: string) => string): string =>
  statement(random.pick(made.tables));

/** A database whose owners go on working on it while it is read: DDL that the seed determines, statement by statement. */
export class ChangingDatabase {
  statements = 0;
  private readonly made: Made = { tables: [], next: 0 };
  private readonly ending = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly url: string,
    private readonly random: Random,
  ) {}

  /** Schemas and the tables that are there from the start. */
  async prepare(): Promise<void> {
    const client = await connected(this.url);
    for (const schema of schemas) {
      await client.query(`create schema ${schema}`);
      await client.query(`grant usage on schema ${schema} to ${readerRole}`);
      await client.query(
        `alter default privileges in schema ${schema} grant select on tables to ${readerRole}`,
      );
    }
    while (this.made.tables.length < firstTables)
      await client.query(createTable(this.random, this.made) ?? '');
    await client.end();
  }

  start(): void {
    this.running = this.change();
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await this.running;
  }

  private async change(): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      const thinkMs = this.random.between(100, 900);
      const statement = this.random.weighted(changes)(this.random, this.made);
      if (statement !== null) await this.carryOut(statement);
      await pause(thinkMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** A statement that meets a server which is down, or a table that another statement took, is simply not done. */
  private async carryOut(statement: string): Promise<void> {
    const client = await connected(this.url).catch(() => undefined);
    await client
      ?.query(statement)
      .then(() => (this.statements += 1))
      .catch(() => undefined);
    await client?.end().catch(() => undefined);
  }
}

const connected = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 3_000,
    query_timeout: 10_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
};
