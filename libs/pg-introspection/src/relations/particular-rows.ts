import { foreignTableColumns } from '../kinds/foreign-table/foreign-table-rows.ts';
import { sequenceColumns } from '../kinds/sequence/sequence-rows.ts';
import { statement, type Statement } from '../session/statement.ts';
import type { ReadContext } from '../snapshot/read-context.ts';
import { parentColumns } from './inheritance/parent-rows.ts';

/** What only some relations have: a parent (`p`), the rest of a sequence (`s`) or of a foreign table (`f`). */
export type ParticularRow = readonly [relation: string, sort: string, ...facts: (string | null)[]];

const branches = { p: parentColumns, s: sequenceColumns, f: foreignTableColumns };
const width = Math.max(...Object.values(branches).map(({ columns }) => columns.length));

/** Three indexes are walked side by side, in one statement: each has its rows in the order of the relations. */
export const particularsStatement = ({ schemaOids }: ReadContext): Statement<ParticularRow> =>
  statement(
    Object.entries(branches)
      .map(([sort, { relation, columns, from }]) => {
        const missing = new Array<string>(width - columns.length).fill('null');
        const texts = [...columns.map((column) => `(${column})::pg_catalog.text`), ...missing];
        return `select ${relation} as relation, '${sort}', ${texts.join(', ')} from ${from}`;
      })
      .join(' union all ') + ' order by relation',
    [schemaOids],
    1_000,
  );

/** The rows of one sort, without relation and sort. */
export const ofSort = (rows: readonly ParticularRow[], sort: keyof typeof branches): (string | null)[][] =>
  rows.filter((row) => row[1] === sort).map(([, , ...facts]) => facts);
