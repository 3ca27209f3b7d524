import type { Constraint } from '@cadastre/events';
import type { ReadContext } from '../../snapshot/read-context.ts';
import { present } from '../../snapshot/snapshot-moved.ts';
import { parseNames, parseTextArray, parseVector } from '../../text/text-array.ts';
import type { RelationComments } from '../comments/read-comments.ts';
import type { IndexFacts } from '../indexes/read-indexes.ts';
import { byName } from '../by-name.ts';
import { columnName, type ColumnNames } from '../columns/column-names.ts';
import { constraintDefinition, type ConstraintParts } from './constraint-definition.ts';
import type { ConstraintRow } from './constraint-rows.ts';

const types: Readonly<Record<string, Constraint['type']>> = {
  p: 'primary-key',
  u: 'unique',
  f: 'foreign-key',
  c: 'check',
  x: 'exclusion',
  n: 'not-null',
  t: 'trigger',
};

type Action = NonNullable<Constraint['references']>['on_update'];
const actions: Readonly<Record<string, Action>> = {
  a: 'no-action',
  r: 'restrict',
  c: 'cascade',
  n: 'set-null',
  d: 'set-default',
};

type Match = NonNullable<Constraint['references']>['match'];
const matches: Readonly<Record<string, Match>> = { s: 'simple', f: 'full', p: 'partial' };

const flagPlaces = 10;

/** What of the same relation a constraint refers to. */
export type ConstraintSurroundings = {
  columnNames: ColumnNames;
  comments: RelationComments;
  /** A key's index has the key's name. */
  indexes: ReadonlyMap<string, IndexFacts>;
};

export const readConstraints = (
  row: ConstraintRow | null,
  around: ConstraintSurroundings,
  context: ReadContext,
): Constraint[] => {
  if (row === null) return [];
  const [relation, names, flags, keys, referenced, referencedColumns, definitions] = row;
  const given = parseTextArray(definitions);
  const columnKeys = parseTextArray(keys);
  const others = parseTextArray(referenced);
  const otherColumns = parseTextArray(referencedColumns);
  return parseNames(names)
    .map((name, at) =>
      assemble(
        {
          relation,
          name,
          flags: flags.slice(at * flagPlaces, (at + 1) * flagPlaces),
          columns: parseVector(columnKeys[at] ?? null).map((attnum) =>
            columnName(around.columnNames, attnum),
          ),
          referenced: referencedTo(others[at] ?? null, otherColumns[at] ?? null, context),
          definition: given[at] ?? null,
        },
        around,
        context,
      ),
    )
    .sort(byName);
};

type Referenced = NonNullable<ConstraintParts['referenced']>;

type Raw = {
  relation: string;
  name: string;
  flags: string;
  columns: string[];
  referenced: Referenced | null;
  /** Empty where the server should have printed one and found nothing. */
  definition: string | null;
};

/** `relation` is its schema's OID, a blank, and its name as it is. */
const referencedTo = (
  relation: string | null,
  columns: string | null,
  context: ReadContext,
): Referenced | null => {
  if (relation === null) return null;
  const blank = relation.indexOf(' ');
  return {
    schema: context.schemaName(relation.slice(0, blank)),
    name: relation.slice(blank + 1),
    columns: parseNames(columns ?? '{}'),
  };
};

/** Referencing beside referenced, in key order; null for everything but a foreign key. */
const referencesOf = ({ flags, columns, referenced }: Raw): Constraint['references'] =>
  referenced === null
    ? null
    : {
        column_pairs: columns.map((column, at) => ({
          column,
          referenced_column: referenced.columns[at] ?? '',
        })),
        match: matches[flags.charAt(8)] ?? 'simple',
        name: referenced.name,
        on_delete: actions[flags.charAt(7)] ?? 'no-action',
        on_update: actions[flags.charAt(6)] ?? 'no-action',
        schema: referenced.schema,
      };

const assemble = (raw: Raw, around: ConstraintSurroundings, context: ReadContext): Constraint => {
  const { flags, columns, name, referenced } = raw;
  const type = types[flags.charAt(0)] ?? 'check';
  const isDeferrable = flags.charAt(1) === 't';
  const isDeferred = flags.charAt(2) === 't';
  const isValidated = flags.charAt(3) === 't';
  const onUpdate = flags.charAt(6);
  const onDelete = flags.charAt(7);
  const match = flags.charAt(8);
  const index = around.indexes.get(name);
  const parts = {
    type: type as ConstraintParts['type'],
    columns,
    include: index?.include ?? [],
    nullsNotDistinct: index?.nullsNotDistinct ?? false,
    referenced,
    onUpdate,
    onDelete,
    match,
    isDeferrable,
    isDeferred,
    isValidated,
    isNoInherit: flags.charAt(5) === 't',
  };
  const definition = raw.definition ?? constraintDefinition(parts, context.quote);
  return {
    columns,
    comment: around.comments.ofConstraint(name),
    deferrable: isDeferrable,
    definition: present(definition === '' ? null : definition, 'a constraint', raw.relation),
    initially_deferred: isDeferred,
    is_inherited: flags.charAt(9) === 't',
    is_local: flags.charAt(4) === 't',
    name,
    no_inherit: flags.charAt(5) === 't',
    references: referencesOf(raw),
    type,
    validated: isValidated,
  };
};
