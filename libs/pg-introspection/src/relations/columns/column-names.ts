/** Column names of one relation by attnum. */
export type ColumnNames = ReadonlyMap<number, string>;

/** System columns are in no row of ours; a check may mention `tableoid`. */
const systemColumns: Readonly<Record<number, string>> = {
  [-1]: 'ctid',
  [-2]: 'xmin',
  [-3]: 'cmin',
  [-4]: 'xmax',
  [-5]: 'cmax',
  [-6]: 'tableoid',
};

export const columnName = (names: ColumnNames, attnum: number): string =>
  names.get(attnum) ?? systemColumns[attnum] ?? String(attnum);
