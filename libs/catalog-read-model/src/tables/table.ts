import type { Queryable } from '@cadastre/postgres';

/** Columns of a table and their SQL types, in the order of the table. */
export type Columns = Readonly<Record<string, string>>;

/** One statement that writes any number of rows, given as JSON whose members are named like the columns. */
export type RowWriter<Row> = (tx: Queryable, rows: readonly Row[]) => Promise<void>;

const maxRowsPerStatement = 500;

/** Rows by key: new ones are inserted, known ones get all their other columns replaced. */
export const upsertInto = <Row extends object>(
  table: string,
  columns: Columns,
  key: readonly (keyof Row & string)[],
): RowWriter<Row> => {
  const names = Object.keys(columns);
  const payload = names.filter((name) => !key.includes(name as keyof Row & string));
  const sql = /* sql */ `
    insert into ${table} (${names.join(', ')})
    select ${names.join(', ')} from json_to_recordset($1) as incoming(${recordOf(columns)})
    on conflict (${key.join(', ')}) do update set
      ${payload.map((name) => `${name} = excluded.${name}`).join(', ')}`;
  return (tx, rows) => inChunks(rows, (chunk) => tx.query(sql, [JSON.stringify(chunk)]));
};

/** Rows by key, whatever else is in them. */
export const deleteFrom = <Row extends object>(table: string, key: Columns): RowWriter<Row> => {
  const sql = /* sql */ `
    delete from ${table} using json_to_recordset($1) as gone(${recordOf(key)})
     where ${Object.keys(key)
       .map((name) => `${table}.${name} = gone.${name}`)
       .join(' and ')}`;
  return (tx, rows) => inChunks(rows, (chunk) => tx.query(sql, [JSON.stringify(chunk)]));
};

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
