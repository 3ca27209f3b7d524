import type { Column } from '@cadastre/events';
import { columnGrants } from './grants.ts';
import { commentStatement } from './owner-and-comment.ts';
import type { Relation } from './relation.ts';
import { storageOptions } from '../text/options.ts';
import { name, qualified } from '../text/quote.ts';

const settingsOf = ({ settings, storage, compression }: Column): string[] => [
  ...(settings?.statistics_target == null ? [] : [`SET STATISTICS ${settings.statistics_target}`]),
  ...(settings?.has_own_storage === true ? [`SET STORAGE ${storage.toUpperCase()}`] : []),
  ...(compression === null ? [] : [`SET COMPRESSION ${compression}`]),
  ...(settings === null || settings.options.length === 0
    ? []
    : [`SET (${storageOptions(settings.options).join(', ')})`]),
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
    ...columnGrants(column.settings?.privileges ?? [], {
      on: `TABLE ${qualified(object)}`,
      column: column.name,
      owner: object.definition.owner,
    }),
  ]);
