import type { Column, ColumnSettings, SecurityLabel } from '@cadastre/events';
import { parseGrants } from '../../access/grants.ts';
import { safeOptions } from '../../kinds/foreign-table/safe-options.ts';
import { present, presentType } from '../../snapshot/snapshot-moved.ts';
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
const generations: Readonly<Record<string, NonNullable<Column['generated']>['kind']>> = {
  s: 'stored',
  v: 'virtual',
};
const compressions: Readonly<Record<string, string>> = { p: 'pglz', l: 'lz4' };

const flagPlaces = 7;
const collationPlace = 6;

/** As `columnsStatement` gives them. */
type Settings = [
  attnum: number,
  hasOwnStorage: boolean,
  target: number | null,
  options: string[] | null,
  foreignOptions: string[] | null,
  acl: string | null,
];

const noSettings: ReadonlyMap<number, ColumnSettings> = new Map();

const settingsOf = (json: string | null): ReadonlyMap<number, ColumnSettings> => {
  if (json === null) return noSettings;
  const all = JSON.parse(`[${json}]`) as Settings[];
  return new Map(
    all.map(([attnum, hasOwnStorage, target, options, foreignOptions, acl]) => [
      attnum,
      {
        foreign_options: safeOptions(foreignOptions ?? []),
        has_own_storage: hasOwnStorage,
        options: options ?? [],
        privileges: parseGrants(acl) ?? [],
        security_labels: [],
        statistics_target: target,
      },
    ]),
  );
};

const unset: ColumnSettings = {
  foreign_options: [],
  has_own_storage: false,
  options: [],
  privileges: [],
  security_labels: [],
  statistics_target: null,
};

/** Labels come beside the columns, not with them. */
const labelled = (
  settings: ColumnSettings | null,
  labels: SecurityLabel[] | undefined,
): ColumnSettings | null =>
  labels === undefined ? settings : { ...(settings ?? unset), security_labels: labels };

const noCollations: readonly null[] = [];

/** Columns in attnum order, as the stream has them. */
export const readColumns = (
  row: ColumnRow | null,
  defaults: DefaultRow | null,
  comments: RelationComments,
): Column[] => {
  if (row === null) return [];
  const [relation, attnums, names, types, flags, collations, ownSettings] = row;
  const expressions = expressionsOf(defaults, relation);
  const columnTypes = parseTextArray(types);
  const columnCollations = collations === null ? noCollations : parseTextArray(collations);
  const settings = settingsOf(ownSettings);
  const columnNames = parseNames(names);
  return parseIntegers(attnums).map((attnum, at) => {
    const from = at * flagPlaces;
    const generated = generations[flags.charAt(from + 2)];
    const expression = expressions.get(attnum) ?? null;
    return {
      attnum,
      collation: columnCollations[at] ?? null,
      comment: comments.ofColumn(attnum),
      compression: compressions[flags.charAt(from + 5)] ?? null,
      default: generated === undefined ? expression : null,
      generated: generated === undefined ? null : { expression: expression ?? '', kind: generated },
      identity: identities[flags.charAt(from + 1)] ?? null,
      is_local: flags.charAt(from + 4) === 't',
      name: present(columnNames[at], 'a column', relation),
      not_null: flags.charAt(from) === 't',
      settings: labelled(settings.get(attnum) ?? null, comments.columnLabels.get(attnum)),
      storage: storages[flags.charAt(from + 3)] ?? 'plain',
      type: presentType(columnTypes[at], "a column's type", relation),
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

const noExpressions: ReadonlyMap<number, string> = new Map();

const expressionsOf = (row: DefaultRow | null, relation: string): ReadonlyMap<number, string> => {
  if (row === null) return noExpressions;
  const texts = parseTextArray(row[2]);
  return new Map(
    parseIntegers(row[1]).map((attnum, at) => [attnum, present(texts[at], 'a column default', relation)]),
  );
};
