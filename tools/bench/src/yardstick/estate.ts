import pg from 'pg';

/**
 * A synthetic estate: so many schemas with so many tables each. A table has 20 columns, a primary key, a unique and
 * a check constraint, five indexes (one on an expression with a predicate, one GIN), a foreign key to its neighbour, and comments;
 * every tenth has a view.
 */
const tableSql = (schema: string, n: number): string => {
  const name = `t${String(n).padStart(5, '0')}`;
  const table = `${schema}.${name}`;
  const neighbour = `${schema}.t${String(n - 1).padStart(5, '0')}`;
  return `
    create table ${table} (
      id bigint generated always as identity primary key,
      tenant_id uuid not null default gen_random_uuid(),
      name text not null check (length(name) < 500),
      email varchar(320),
      status ${schema}.status not null default 'new',
      amount numeric(18,4) default 0,
      qty integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz,
      meta jsonb not null default '{}',
      tags text[],
      flag boolean default false,
      score double precision,
      ip inet,
      d date,
      iv interval,
      payload bytea,
      parent_id bigint,
      note varchar(200),
      ext_id uuid,
      unique (tenant_id, name));
    create index on ${table} (created_at);
    create index on ${table} using gin (meta);
    create index on ${table} (lower(email)) where flag;
    ${n > 1 ? `alter table ${table} add foreign key (parent_id) references ${neighbour} (id) on delete cascade;` : ''}
    comment on table ${table} is 'Table ${name} of ${schema}';
    comment on column ${table}.email is 'contact address';
    ${n % 10 === 0 ? `create view ${schema}.v_${name} as select id, name, email, amount * qty as total from ${table} where flag;` : ''}`;
};

/** A session remembers each relation that it made: of a million it would hold gigabytes. */
const schemasPerSession = 10;

/** Fills the database; a transaction per 50 tables keeps the server's lock table small. */
export const createEstate = async (url: string, size: { schemas: number; per: number }): Promise<void> => {
  for (let first = 1; first <= size.schemas; first += schemasPerSession) {
    const last = Math.min(first + schemasPerSession - 1, size.schemas);
    await inSession(url, async (client) => {
      for (let schema = first; schema <= last; schema += 1) await createSchema(client, schema, size.per);
    });
  }
  await inSession(url, (client) => client.query('analyze'));
};

const inSession = async (url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await work(client);
  await client.end();
};

const createSchema = async (client: pg.Client, number: number, per: number): Promise<void> => {
  const schema = `s${String(number).padStart(3, '0')}`;
  await client.query(
    `create schema ${schema}; create type ${schema}.status as enum ('new', 'active', 'closed')`,
  );
  for (let first = 1; first <= per; first += 50) {
    const count = Math.min(50, per - first + 1);
    await client.query(Array.from({ length: count }, (_, at) => tableSql(schema, first + at)).join('\n'));
  }
};
