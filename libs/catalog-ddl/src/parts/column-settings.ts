import type { Column } from '@cadastre/events';
import { columnGrants } from './grants.ts';
import { commentStatement } from './owner-and-comment.ts';
import type { Relation } from './relation.ts';
import { storageOptions } from '../text/options.ts';
import { name, qualified } from '../text/quote.ts';

const settingsOf = (column: Column): string[] => [
  ...(column.statistics_target === null ? [] : [`SET STATISTICS ${column.statistics_target}`]),
  ...(column.is_default_storage ? [] : [`SET STORAGE ${column.storage.toUpperCase()}`]),
  ...(column.compression === null ? [] : [`SET COMPRESSION ${column.compression}`]),
  ...(column.options.length === 0 ? [] : [`SET (${storageOptions(column.options).join(', ')})`]),
];

/** What CREATE does not take of a column. `what`: `TABLE`, `MATERIALIZED VIEW`, `FOREIGN TABLE`. */
export const columnSettings = (object: Relation, what: string): string[] =>
  object.definition.columns.flatMap((column) =>
    settingsOf(column).map(
      (setting) =>
        `ALTER ${what} ${what === 'MATERIALIZED VIEW' ? '' : 'ONLY '}${qualified(object)} ALTER COLUMN ${name(column.name)} ${setting};`,
    ),
  );

export const columnsAccess = (object: Relation): string[] =>
  object.definition.columns.flatMap((column) => [
    ...commentStatement(`COLUMN ${qualified(object)}.${name(column.name)}`, column.comment),
    ...columnGrants(column.privileges, {
      on: `TABLE ${qualified(object)}`,
      column: column.name,
      owner: object.definition.owner,
    }),
  ]);
