import type { CatalogObjectOf, Constraint, Index } from '@cadastre/events';
import { dependsOnStatements } from './extension-dependencies.ts';
import { commentStatement } from './owner-and-comment.ts';
import type { Table } from './relation.ts';
import { storageOptions } from '../text/options.ts';
import { name, qualified } from '../text/quote.ts';

type Indexed = Table | CatalogObjectOf<'materialized-view'>;

const constraintsOf = (object: Indexed): readonly Constraint[] =>
  object.kind === 'materialized-view' ? [] : object.definition.constraints;

export const isKey = ({ type }: Constraint): boolean =>
  type === 'primary-key' || type === 'unique' || type === 'exclusion';

/** The constraint that an index belongs to has its name. */
const keysByName = (object: Indexed): ReadonlyMap<string, Constraint> =>
  new Map(
    constraintsOf(object).flatMap((constraint) => (isKey(constraint) ? [[constraint.name, constraint]] : [])),
  );

const deferral = / (?:NOT )?DEFERRABLE(?: INITIALLY DEFERRED)?$/;

/** The key with what only its index knows; an exclusion constraint's text has its parameters already. */
const keyDefinition = (constraint: Constraint, index: Index | undefined): string => {
  const { definition, type } = constraint;
  const options = index?.settings?.options ?? [];
  const withOptions =
    options.length === 0 || type === 'exclusion' ? '' : ` WITH (${storageOptions(options).join(', ')})`;
  const [deferred = ''] = deferral.exec(definition) ?? [];
  return `${definition.slice(0, definition.length - deferred.length)}${withOptions}${deferred}`;
};

/** An index is made where `default_tablespace` says. */
const inTablespace = (tablespace: string | null, statement: string): string[] =>
  tablespace === null
    ? [statement]
    : [`SET default_tablespace = ${name(tablespace)};`, statement, `SET default_tablespace = '';`];

const isPartitioned = (object: Indexed): boolean =>
  object.kind === 'partitioned-table' ||
  (object.kind === 'partition' && object.definition.partition_key !== null);

/** Keys of ordinary tables come with the table: a view that groups by one leans on it. */
export const keyStatements = (object: Table): string[] => {
  const indexes = new Map(object.definition.indexes.map((index) => [index.name, index]));
  return object.definition.constraints.filter(isKey).flatMap((constraint) => {
    const index = indexes.get(constraint.name);
    return [
      ...inTablespace(
        index?.settings?.tablespace ?? null,
        `ALTER TABLE ONLY ${qualified(object)} ADD CONSTRAINT ${name(constraint.name)} ${keyDefinition(constraint, index)};`,
      ),
      ...commentStatement(`CONSTRAINT ${name(constraint.name)} ON ${qualified(object)}`, constraint.comment),
    ];
  });
};

const indexName = (object: Indexed, index: Index): string =>
  qualified({ schema: object.schema, name: index.name });

const settings = (object: Indexed, index: Index): string[] => [
  ...(index.settings?.statistics_targets ?? []).map(
    ({ key, target }) =>
      `ALTER INDEX ${indexName(object, index)} ALTER COLUMN ${key} SET STATISTICS ${target};`,
  ),
  ...(index.settings?.clustered === true
    ? [`ALTER TABLE ${qualified(object)} CLUSTER ON ${name(index.name)};`]
    : []),
  ...(index.settings?.replica_identity === true
    ? [`ALTER TABLE ONLY ${qualified(object)} REPLICA IDENTITY USING INDEX ${name(index.name)};`]
    : []),
  ...dependsOnStatements(`INDEX ${indexName(object, index)}`, index.settings?.depends_on_extensions ?? []),
  ...commentStatement(`INDEX ${indexName(object, index)}`, index.comment),
];

/** The indexes that are nobody's key, and what is set on any. One that never got valid is not made again. */
export const indexStatements = (object: Indexed): string[] => {
  const keys = keysByName(object);
  return object.definition.indexes.flatMap((index) => {
    if (!index.valid && !isPartitioned(object)) return [];
    return [
      ...(keys.has(index.name)
        ? []
        : inTablespace(index.settings?.tablespace ?? null, `${index.definition};`)),
      ...settings(object, index),
    ];
  });
};

export const indexAttachments = (object: Table): string[] =>
  object.definition.indexes.flatMap((index) => {
    const parent = index.settings?.partition_of ?? null;
    if (parent === null) return [];
    return [`ALTER INDEX ${qualified(parent)} ATTACH PARTITION ${indexName(object, index)};`];
  });
