import { shorten, visible, type Terminal } from './terminal.ts';

type Cell = string | number | null | undefined;

/** Columns as wide as they need to be; numbers to the right; the last column gives way to the terminal's edge. */
export const table = (
  terminal: Terminal,
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
): string => {
  const texts = rows.map((row) => row.map(textOf));
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...texts.map((row) => row[column]?.length ?? 0)),
  );
  const last = widths.length - 1;
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + 2, 2);
  widths[last] = Math.max(8, Math.min(widths[last] ?? 0, terminal.columns - before - 1));
  const line = (cells: readonly string[], isNumber: (column: number) => boolean): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return isNumber(column) ? cell.padStart(width) : shorten(cell, width).padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const head = line(heads, (column) => typeof rows[0]?.[column] === 'number');
  const body = texts.map((cells, row) => line(cells, (column) => typeof rows[row]?.[column] === 'number'));
  return [terminal.style.dim(head), ...body].map((text) => `  ${text}\n`).join('');
};

const textOf = (cell: Cell): string => visible(cell === null || cell === undefined ? '' : String(cell));
