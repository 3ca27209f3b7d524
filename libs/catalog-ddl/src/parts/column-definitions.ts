import type { Column, Constraint } from '@cadastre/events';
import type { Making } from '../ddl-writer.ts';
import type { AnyTable } from './relation.ts';
import { foreignOptions } from '../text/options.ts';
import { name } from '../text/quote.ts';

/**
 * A partition is made alone and attached later, so it names all of its columns; a child names its own, for the others
 * come with its parents.
 */
export const isNamed = (object: AnyTable, column: Column): boolean =>
  column.is_local || isPartition(object) || isTyped(object);

export const isPartition = ({ definition }: AnyTable): boolean =>
  'partition_of' in definition && definition.partition_of !== null;

const isTyped = ({ definition }: AnyTable): boolean => 'of_type' in definition && definition.of_type !== null;

/**
 * Before PostgreSQL 16 a child that is made with parents cannot name the expression of a column that a parent makes too.
 * What was given its parents later, and so has everything of its own, is made that way again.
 */
export const inheritsLater = ({ definition }: AnyTable): boolean =>
  definition.inherits.length > 0 &&
  definition.columns.some(({ generated }) => generated !== null) &&
  [...definition.columns, ...definition.constraints].every(({ is_local }) => is_local);

/** Since PostgreSQL 18 there is a constraint for it, which may be inherited; before, only the column knows. */
const notNull = (object: AnyTable, column: Column): string => {
  if (!column.not_null) return '';
  const constraint = notNullConstraint(object, column);
  if (constraint === undefined) return ' NOT NULL';
  if (!constraint.validated || !(constraint.is_local || isPartition(object))) return '';
  // Its own name would be another one where a table of the same schema took it first.
  return ` CONSTRAINT ${name(constraint.name)} NOT NULL${constraint.no_inherit ? ' NO INHERIT' : ''}`;
};

export const notNullConstraint = (object: AnyTable, column: Column): Constraint | undefined =>
  object.definition.constraints.find(
    ({ type, columns }) => type === 'not-null' && columns[0] === column.name,
  );

const generation: Readonly<Record<NonNullable<Column['generated']>['kind'], string>> = {
  stored: ' STORED',
  virtual: '',
};

/** Its default, or the expression it is made by. */
const value = (column: Column, { split }: Making): string => {
  if (column.generated !== null) {
    const { expression, kind } = column.generated;
    return ` GENERATED ALWAYS AS (${expression})${generation[kind]}`;
  }
  if (column.default === null || split.has(`columns/${column.attnum}/default`)) return '';
  return ` DEFAULT ${column.default}`;
};

const columnDefinition = (object: AnyTable, column: Column, making: Making): string => {
  const type = isTyped(object)
    ? ' WITH OPTIONS'
    : ` ${column.type}${foreignOptions(column.settings?.foreign_options ?? [])}${column.collation === null ? '' : ` COLLATE ${column.collation}`}`;
  return `${name(column.name)}${type}${value(column, making)}${notNull(object, column)}`;
};

/** What stands between the parentheses of CREATE TABLE for the columns; a typed table has them already. */
export const columnDefinitions = (object: AnyTable, making: Making): string[] =>
  object.definition.columns
    .filter((column) => isNamed(object, column))
    .map((column) => columnDefinition(object, column, making))
    .filter((definition) => !definition.endsWith(' WITH OPTIONS'));

/** What an inherited column has of its own; its parent's default is dropped where it has none. */
export const inheritedColumns = (object: AnyTable, table: string): string[] =>
  object.definition.columns
    .filter((column) => !isNamed(object, column))
    .flatMap((column) => {
      const alter = `ALTER TABLE ONLY ${table} ALTER COLUMN ${name(column.name)}`;
      return [
        ...(column.generated === null && column.identity === null
          ? [`${alter} ${column.default === null ? 'DROP DEFAULT' : `SET DEFAULT ${column.default}`};`]
          : []),
        ...(column.not_null && notNullConstraint(object, column) === undefined
          ? [`${alter} SET NOT NULL;`]
          : []),
      ];
    });
