import type { CatalogObjectOf, Column } from '@cadastre/events';
import type { DdlWriter, Making } from '../ddl-writer.ts';
import { dependsOnStatements } from '../parts/extension-dependencies.ts';
import { indexStatements } from '../parts/indexes.ts';
import { columnSettings, columnStorage, columnsAccess } from '../parts/column-settings.ts';
import { relationAccess } from '../parts/relation-access.ts';
import { ruleStatements } from '../parts/rules-and-policies.ts';
import { triggerStatements } from '../parts/triggers.ts';
import { storageOptions } from '../text/options.ts';
import { name, qualified } from '../text/quote.ts';

type View = CatalogObjectOf<'view'>;
type MaterializedView = CatalogObjectOf<'materialized-view'>;

const withOptions = (options: readonly string[]): string =>
  options.length === 0 ? '' : ` WITH (${options.join(', ')})`;

/** As `pg_get_viewdef` gives it, with one semicolon at its end. */
const query = (definition: string): string => definition.replace(/;?\s*$/, '');

const dummyColumn = ({ name: called, type, collation }: Column): string =>
  `NULL::${type}${collation === null ? '' : ` COLLATE ${collation}`} AS ${name(called)}`;

/** Its columns and nothing in them, so that what the view leans on may lean on the view. */
const begin = (object: View): string[] => [
  `CREATE VIEW ${qualified(object)} AS SELECT ${object.definition.columns.map(dummyColumn).join(', ')};`,
];

const createView = (object: View, hasBegun: boolean): string =>
  `CREATE ${hasBegun ? 'OR REPLACE ' : ''}VIEW ${qualified(object)}${withOptions(
    storageOptions(object.definition.options),
  )} AS\n${query(object.definition.definition)};`;

const createOrBegin = (object: View, { hasBegun, isGrouped }: Making): string[] => {
  if (isGrouped) return hasBegun ? [] : begin(object);
  return [createView(object, hasBegun)];
};

export const view: DdlWriter<'view'> = {
  rank: 60,
  begin,
  phases: {
    create: (object, making) => [
      ...createOrBegin(object, making),
      ...relationAccess(object, 'VIEW'),
      ...columnsAccess(object),
    ],
    'grouped-views': (object, { isGrouped }) => (isGrouped ? [createView(object, true)] : []),
    'split-parts': (object) =>
      object.definition.columns.flatMap((column) =>
        column.default === null
          ? []
          : [
              `ALTER TABLE ONLY ${qualified(object)} ALTER COLUMN ${name(column.name)} SET DEFAULT ${column.default};`,
            ],
      ),
    finish: (object) => [...ruleStatements(object), ...triggerStatements(object)],
  },
};

const createMaterialized = (object: MaterializedView): string[] => {
  const { definition } = object;
  const options = [
    ...storageOptions(definition.options),
    ...storageOptions(definition.toast_options, 'toast.'),
  ];
  const method =
    definition.access_method === null || definition.access_method === 'heap'
      ? ''
      : ` USING ${name(definition.access_method)}`;
  const tablespace = definition.tablespace === null ? '' : ` TABLESPACE ${name(definition.tablespace)}`;
  return [
    `CREATE MATERIALIZED VIEW ${qualified(object)}${method}${withOptions(options)}${tablespace} AS\n` +
      `${query(definition.definition)}\n  WITH NO DATA;`,
    ...columnSettings(object, 'MATERIALIZED VIEW'),
    ...relationAccess(object, 'MATERIALIZED VIEW'),
    ...columnsAccess(object),
  ];
};

/** Never filled: what it is made from is empty too, and its query may not like that. */
export const materializedView: DdlWriter<'materialized-view'> = {
  rank: 61,
  begin: null,
  phases: {
    create: createMaterialized,
    'split-parts': (object) => columnStorage(object, 'MATERIALIZED VIEW'),
    indexes: (object) => indexStatements(object),
    finish: (object) => [
      ...ruleStatements(object),
      ...triggerStatements(object),
      ...dependsOnStatements(
        `MATERIALIZED VIEW ${qualified(object)}`,
        object.definition.depends_on_extensions,
      ),
    ],
  },
};
