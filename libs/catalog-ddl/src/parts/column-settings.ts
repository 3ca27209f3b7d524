import type { Column } from '@cadastre/events';
import { columnGrants } from './grants.ts';
import { labelStatements } from './labels.ts';
import { commentStatement } from './owner-and-comment.ts';
import type { Relation } from './relation.ts';
import { storageOptions } from '../text/options.ts';
import { name, qualified } from '../text/quote.ts';

type Relations = 'TABLE' | 'MATERIALIZED VIEW' | 'FOREIGN TABLE';

const alterations = (object: Relation, what: Relations, of: (column: Column) => string[]): string[] =>
  object.definition.columns.flatMap((column) =>
    of(column).map((change) => {
      const only = what === 'MATERIALIZED VIEW' ? '' : 'ONLY ';
      return `ALTER ${what} ${only}${qualified(object)} ALTER COLUMN ${name(column.name)} ${change};`;
    }),
  );

const settingsOf = ({ settings }: Column): string[] => [
  ...(settings?.statistics_target == null ? [] : [`SET STATISTICS ${settings.statistics_target}`]),
  ...(settings === null || settings.options.length === 0
    ? []
    : [`SET (${storageOptions(settings.options).join(', ')})`]),
];

const storageOf = ({ settings, storage, compression }: Column): string[] => [
  ...(settings?.has_own_storage === true ? [`SET STORAGE ${storage.toUpperCase()}`] : []),
  ...(compression === null ? [] : [`SET COMPRESSION ${compression}`]),
];

/** What CREATE does not take of a column. */
export const columnSettings = (object: Relation, what: Relations): string[] =>
  alterations(object, what, settingsOf);

/** When all tables are made: a child of two parents that store a column in two ways cannot be. */
export const columnStorage = (object: Relation, what: Relations): string[] =>
  alterations(object, what, storageOf);

export const columnsAccess = (object: Relation): string[] =>
  object.definition.columns.flatMap((column) => [
    ...commentStatement(`COLUMN ${qualified(object)}.${name(column.name)}`, column.comment),
    ...labelStatements(
      `COLUMN ${qualified(object)}.${name(column.name)}`,
      column.settings?.security_labels ?? [],
    ),
    ...columnGrants(column.settings?.privileges ?? [], {
      on: `TABLE ${qualified(object)}`,
      column: column.name,
      owner: object.definition.owner,
    }),
  ]);
