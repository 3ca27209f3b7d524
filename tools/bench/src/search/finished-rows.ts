import type pg from 'pg';

/** A table as it stands when everything is projected: columns, their types, and each column's values as one array. */
export type FinishedTable = {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
};

const tables = ['catalogs', 'objects', 'foreign_keys', 'search_keys', 'search_postings'];
export const everyTable = tables.map((name) => `read_model.${name}`).join(', ');

export const readFinishedTables = (bare: pg.Client): Promise<FinishedTable[]> =>
  tables.reduce<Promise<FinishedTable[]>>(
    async (read, name) => [...(await read), await readFinished(bare, `read_model.${name}`)],
    Promise.resolve([]),
  );

const readFinished = async (bare: pg.Client, name: string): Promise<FinishedTable> => {
  const { rows: columns } = await bare.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
      where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [name],
  );
  const list = columns.map((column) => `"${column.name}"::text`).join(', ');
  const { rows } = await bare.query<(string | null)[]>({
    text: `select ${list} from ${name}`,
    rowMode: 'array',
  });
  return { name, columns, rows };
};

/** The reference: finished rows in, by one `unnest` per thousand rows, as whoever knows them beforehand would. */
export const insertFinished = async (tx: pg.ClientBase, table: FinishedTable): Promise<void> => {
  const { name, columns, rows } = table;
  // An array cannot hold arrays of different lengths: those travel as text.
  const isArray = (type: string): boolean => type.endsWith('[]');
  const params = columns.map(({ type }, n) => `$${n + 1}::${isArray(type) ? 'text' : type}[]`).join(', ');
  const list = columns.map(({ type }, n) => (isArray(type) ? `c${n}::${type}` : `c${n}`)).join(', ');
  const names = columns.map((_, n) => `c${n}`).join(', ');
  const sql = `insert into ${name} select ${list} from unnest(${params}) as finished(${names})`;
  for (let start = 0; start < rows.length; start += 1_000) {
    const chunk = rows.slice(start, start + 1_000);
    await tx.query(
      sql,
      columns.map((_, n) => chunk.map((row) => row[n])),
    );
  }
};
