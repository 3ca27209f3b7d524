import type { Index } from '@cadastre/events';
import type { ReadContext } from '../../snapshot/read-context.ts';
import { present } from '../../snapshot/snapshot-moved.ts';
import { parseIntegers, parseNames, parseTextArray, parseVector } from '../../text/text-array.ts';
import { byName } from '../by-name.ts';
import { columnName, type ColumnNames } from '../columns/column-names.ts';
import type { RelationComments } from '../comments/read-comments.ts';
import { readIndexSettings } from './index-settings.ts';
import { indexDefinition } from './index-definition.ts';
import type { IndexRow } from './index-rows.ts';

/** What the constraint on top of an index needs to know of it. */
export type IndexFacts = { readonly include: readonly string[]; readonly nullsNotDistinct: boolean };

export type RelationIndexes = {
  readonly indexes: Index[];
  readonly facts: ReadonlyMap<string, IndexFacts>;
};

export type IndexSurroundings = {
  relation: { schema: string; name: string };
  columnNames: ColumnNames;
  /** Columns whose collation is not the database's default. */
  collatedColumns: ReadonlySet<number>;
  comments: RelationComments;
};

const none: RelationIndexes = { indexes: [], facts: new Map() };
const noPlaces: ReadonlySet<number> = new Set();
const noExpressions: readonly (string | null)[] = [];

const expressionsIn = (text: string | null): readonly (string | null)[] =>
  text === null ? noExpressions : parseTextArray(text);
const flagPlaces = 5;
const defaultCollation = 100;

/** Bits of `indoption`. */
const isDescending = (option: number): boolean => (option & 1) === 1;
const isNullsFirst = (option: number): boolean => (option & 2) === 2;

export const readIndexes = (
  row: IndexRow | null,
  around: IndexSurroundings,
  context: ReadContext,
): RelationIndexes => {
  if (row === null) return none;
  const columns = unpack(row, context);
  const facts = new Map<string, IndexFacts>();
  const indexes = columns.map((raw) => {
    const { index, nullsNotDistinct } = assemble(raw, around, context);
    facts.set(index.name, { include: index.include, nullsNotDistinct });
    return index;
  });
  return { indexes: indexes.sort(byName), facts };
};

type Raw = {
  oid: string;
  name: string;
  accessMethod: string;
  flags: string;
  keys: number[];
  options: number[];
  keyCount: number;
  collations: string | null;
  expressions: readonly (string | null)[];
  predicate: string | null;
  definition: string | null;
  settings: Index['settings'];
};

type Unpacked = readonly (string | null)[] | null;

const valueAt = (array: Unpacked, at: number): string | null => array?.[at] ?? null;

const unpack = (row: IndexRow, context: ReadContext): Raw[] => {
  const accessMethods = parseTextArray(row[2]);
  const keys = parseTextArray(row[4]);
  const options = parseTextArray(row[5]);
  const keyCounts = parseIntegers(row[6]);
  const collations = parseTextArray(row[7]);
  const expressions = parseTextArray(row[8]);
  const predicates = parseTextArray(row[9]);
  const definitions = parseTextArray(row[10]);
  const settings = readIndexSettings(row[11], context);
  return parseNames(row[1]).map((name, at) => ({
    oid: row[0],
    name,
    accessMethod: valueAt(accessMethods, at) ?? '',
    flags: row[3].slice(at * flagPlaces, (at + 1) * flagPlaces),
    keys: parseVector(valueAt(keys, at)),
    options: parseVector(valueAt(options, at)),
    keyCount: keyCounts[at] ?? 0,
    collations: valueAt(collations, at),
    expressions: expressionsIn(valueAt(expressions, at)),
    predicate: valueAt(predicates, at),
    definition: valueAt(definitions, at),
    settings: settings.get(name) ?? null,
  }));
};

const assemble = (
  raw: Raw,
  around: IndexSurroundings,
  context: ReadContext,
): { index: Index; nullsNotDistinct: boolean } => {
  const { flags, name } = raw;
  const method = context.names.accessMethod(raw.accessMethod) ?? '';
  const isUnique = flags.charAt(0) === 't';
  const nullsNotDistinct = flags.charAt(3) === 't';
  const keys = readKeys(raw, around);
  const include = raw.keys.slice(raw.keyCount).map((attnum) => columnName(around.columnNames, attnum));
  const predicate =
    raw.predicate === null ? null : present(emptyIsGone(raw.predicate), "an index's predicate", raw.oid);
  const definition =
    raw.definition ??
    indexDefinition(
      {
        name,
        relation: around.relation,
        method,
        isUnique,
        isPartitioned: flags.charAt(4) === 't',
        nullsNotDistinct,
        keys,
        defaultCollations: keysWithDefaultCollation(raw, around),
        include,
        predicate,
      },
      context.quote,
    );
  return {
    nullsNotDistinct,
    index: {
      comment: around.comments.ofIndex(name),
      definition: present(emptyIsGone(definition), 'an index', raw.oid),
      include,
      keys,
      method,
      name,
      predicate,
      primary: flags.charAt(1) === 't',
      settings: raw.settings,
      unique: isUnique,
      valid: flags.charAt(2) === 't',
    },
  };
};

const emptyIsGone = (text: string): string | null => (text === '' ? null : text);

const readKeys = (raw: Raw, around: IndexSurroundings): Index['keys'] => {
  const keys: Index['keys'] = [];
  let nextExpression = 0;
  for (let at = 0; at < raw.keyCount; at += 1) {
    const attnum = raw.keys[at] ?? 0;
    const option = raw.options[at] ?? 0;
    const isExpression = attnum === 0;
    keys.push({
      column: isExpression ? null : columnName(around.columnNames, attnum),
      descending: isDescending(option),
      expression: isExpression
        ? present(raw.expressions[nextExpression++], "an index's expression", raw.oid)
        : null,
      nulls_first: isNullsFirst(option),
    });
  }
  return keys;
};

/** The keys whose column has a collation of its own while the index has the database's: that is printed. */
const keysWithDefaultCollation = (raw: Raw, around: IndexSurroundings): ReadonlySet<number> => {
  if (around.collatedColumns.size === 0) return noPlaces;
  const collations = parseVector(raw.collations);
  return new Set(
    raw.keys.flatMap((attnum, at) =>
      collations[at] === defaultCollation && around.collatedColumns.has(attnum) ? [at] : [],
    ),
  );
};
