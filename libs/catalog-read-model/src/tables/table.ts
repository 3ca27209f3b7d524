import type { Queryable } from '@cadastre/postgres';

/** Columns of a table and their SQL types, in the order of the table. */
export type Columns = Readonly<Record<string, string>>;

/** One statement that writes any number of rows, given as JSON whose members are named like the columns. */
export type RowWriter<Row> = (tx: Queryable, rows: readonly Row[]) => Promise<void>;

const maxRowsPerStatement = 500;
const maxDocumentsPerStatement = 250;

export type Table<Row> = {
  readonly name: string;
  readonly columns: Columns;
  readonly key: readonly (keyof Row & string)[];
  /** A column of large JSON: sent beside the rows, for parsing it inside of them takes longer than storing it. */
  readonly document?: keyof Row & string;
};

/** Rows by key: new ones are inserted, known ones get all their other columns replaced. */
export const upsertInto = <Row extends object>(table: Table<Row>): RowWriter<Row> => {
  const payload = Object.keys(table.columns).filter(
    (name) => !table.key.includes(name as keyof Row & string),
  );
  const replaced = payload.map((name) => `${name} = excluded.${name}`).join(', ');
  return async (tx, rows) => {
    await insert(tx, table, { rows, onConflict: `do update set ${replaced}` });
  };
};

/** Inserts those rows whose key is not there yet, and gives back their keys. */
export const insertNewInto =
  <Row extends object, Key>(table: Table<Row>) =>
  async (tx: Queryable, rows: readonly Row[]): Promise<Key[]> =>
    (await insert(tx, table, { rows, onConflict: `do nothing returning ${table.key.join(', ')}` })) as Key[];

type Insert<Row> = { readonly rows: readonly Row[]; readonly onConflict: string };

/** While the server works on one statement the next is made: making them takes nearly as long. */
const insert = async <Row extends object>(
  tx: Queryable,
  table: Table<Row>,
  { rows, onConflict }: Insert<Row>,
): Promise<unknown[]> => {
  const returned: unknown[] = [];
  const statements = statementsOf(table, { rows, onConflict });
  let next = statements.next();
  while (!next.done) {
    const running = tx.query<Record<string, unknown>>(next.value);
    try {
      next = statements.next();
    } finally {
      returned.push(...(await running).rows);
    }
  }
  return returned;
};

function* statementsOf<Row extends object>(
  table: Table<Row>,
  { rows, onConflict }: Insert<Row>,
): Generator<{ text: string; values: string[] }, undefined> {
  const { name, columns, key, document } = table;
  const names = Object.keys(columns).join(', ');
  const into = `insert into ${name} (${names}) select ${names}`;
  const conflict = `on conflict (${key.join(', ')}) ${onConflict}`;
  const { [document ?? '']: type, ...others } = columns;
  const size = document === undefined ? maxRowsPerStatement : maxDocumentsPerStatement;
  for (let start = 0; start < rows.length; start += size) {
    const chunk = rows.slice(start, start + size);
    if (document === undefined) {
      const text = `${into} from json_to_recordset($1) as incoming(${recordOf(columns)}) ${conflict}`;
      yield { text, values: [JSON.stringify(chunk)] };
    } else {
      const documents = chunk.map((_, n) => `(${n}, $${n + 2}::${type})`).join(', ');
      const text = /* sql */ `
        ${into} from json_to_recordset($1) as incoming(${recordOf({ n: 'int', ...others })})
        join (values ${documents}) as document(n, ${document}) using (n)
        ${conflict}`;
      const slim = JSON.stringify(chunk.map((row, n) => ({ ...row, [document]: undefined, n })));
      yield { text, values: [slim, ...chunk.map((row) => JSON.stringify(row[document]))] };
    }
  }
  return undefined;
}

/** Rows by key, whatever else is in them. */
export const deleteFrom = <Row extends object>(table: string, key: Columns): RowWriter<Row> => {
  const sql = /* sql */ `
    delete from ${table} where ctid = any (array(
      select known.ctid from json_to_recordset($1) as gone(${recordOf(key)}) ${lookUp(table, 'gone', key)}))`;
  return (tx, rows) => inChunks(rows, (chunk) => tx.query(sql, [JSON.stringify(chunk)]));
};

/**
 * Joins `known`, the row that has the key of `wanted`. By the index, row by row: `offset 0` keeps the planner from
 * any other idea. Before a table was first analysed, and behind row-level security, its ideas are quadratic.
 */
export const lookUp = (table: string, wanted: string, key: Columns): string => /* sql */ `
  cross join lateral (select ctid, * from ${table} as stored where ${sameKey(wanted, key)} offset 0) as known`;

/** The other way round: true where `stored` has no row of that key. */
export const isUnknown = (table: string, wanted: string, key: Columns): string =>
  `not exists (select from ${table} as stored where ${sameKey(wanted, key)} offset 0)`;

const sameKey = (wanted: string, key: Columns): string =>
  Object.keys(key)
    .map((name) => `stored.${name} = ${wanted}.${name}`)
    .join(' and ');

/** `name type, …`: how json_to_recordset is told what to read. */
export const recordOf = (columns: Columns): string =>
  Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');

/** Statements stay of a bounded size, however long the run of events. */
export const inChunks = async <Row>(
  rows: readonly Row[],
  write: (chunk: readonly Row[]) => Promise<unknown>,
): Promise<void> => {
  for (let start = 0; start < rows.length; start += maxRowsPerStatement) {
    await write(rows.slice(start, start + maxRowsPerStatement));
  }
};

/** A column as the text that `Date.prototype.toISOString` prints: what events and answers hold. */
export const isoTime = (column: string, as = column.split('.').at(-1)): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${as}`;
