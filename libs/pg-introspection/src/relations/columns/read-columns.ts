import type { Column } from '@cadastre/events';
import { present } from '../../snapshot/snapshot-moved.ts';
import { parseIntegers, parseNames, parseTextArray } from '../../text/text-array.ts';
import type { RelationComments } from '../comments/read-comments.ts';
import type { ColumnRow } from './column-rows.ts';
import type { DefaultRow } from './default-rows.ts';

const identities: Readonly<Record<string, Column['identity']>> = { a: 'always', d: 'by-default' };
const storages: Readonly<Record<string, Column['storage']>> = {
  p: 'plain',
  e: 'external',
  m: 'main',
  x: 'extended',
};
const compressions: Readonly<Record<string, string>> = { p: 'pglz', l: 'lz4' };

const flagPlaces = 7;
const collationPlace = 6;

/** Columns in attnum order, as the stream has them. */
export const readColumns = (
  row: ColumnRow | null,
  defaults: DefaultRow | null,
  comments: RelationComments,
): Column[] => {
  if (row === null) return [];
  const [relation, attnums, names, types, flags, collations] = row;
  const expressions = expressionsOf(defaults);
  const columnTypes = parseTextArray(types);
  const columnCollations = parseTextArray(collations);
  const columnNames = parseNames(names);
  return parseIntegers(attnums).map((attnum, at) => {
    const from = at * flagPlaces;
    const generated = flags.charAt(from + 2);
    const expression = expressions.get(attnum);
    const text = expression === undefined ? null : present(expression, 'a column default', relation);
    return {
      attnum,
      collation: columnCollations[at] ?? null,
      comment: comments.ofColumn(attnum),
      compression: compressions[flags.charAt(from + 5)] ?? null,
      default: generated === '-' ? text : null,
      generated:
        generated === '-' ? null : { expression: text ?? '', kind: generated === 'v' ? 'virtual' : 'stored' },
      identity: identities[flags.charAt(from + 1)] ?? null,
      is_local: flags.charAt(from + 4) === 't',
      name: present(columnNames[at], 'a column', relation),
      not_null: flags.charAt(from) === 't',
      storage: storages[flags.charAt(from + 3)] ?? 'plain',
      type: present(columnTypes[at], "a column's type", relation),
    };
  });
};

const noColumns: ReadonlySet<number> = new Set();

/** The columns whose collation is not the database's default. */
export const collatedColumns = (row: ColumnRow | null, columns: readonly Column[]): ReadonlySet<number> => {
  if (row === null) return noColumns;
  const collated = columns.filter((_, at) => row[4].charAt(at * flagPlaces + collationPlace) === 'f');
  return collated.length === 0 ? noColumns : new Set(collated.map(({ attnum }) => attnum));
};

const noExpressions: ReadonlyMap<number, string | null> = new Map();

const expressionsOf = (row: DefaultRow | null): ReadonlyMap<number, string | null> => {
  if (row === null) return noExpressions;
  const texts = parseTextArray(row[2]);
  return new Map(parseIntegers(row[1]).map((attnum, at) => [attnum, texts[at] ?? null]));
};
