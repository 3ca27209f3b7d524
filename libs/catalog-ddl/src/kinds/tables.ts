import type { CatalogObjectOf } from '@cadastre/events';
import type { DdlWriter, Making } from '../ddl-writer.ts';
import {
  columnDefinitions,
  inheritedColumns,
  inheritsLater,
  isPartition,
} from '../parts/column-definitions.ts';
import { columnSettings, columnStorage, columnsAccess } from '../parts/column-settings.ts';
import {
  foreignKeys,
  inlineConstraintComments,
  inlineConstraints,
  separateConstraints,
} from '../parts/constraints.ts';
import { indexAttachments, indexStatements, keyStatements } from '../parts/indexes.ts';
import { relationAccess } from '../parts/relation-access.ts';
import type { AnyTable, Table } from '../parts/relation.ts';
import { policyStatements, ruleStatements } from '../parts/rules-and-policies.ts';
import { triggerStatements } from '../parts/triggers.ts';
import { foreignOptions, storageOptions } from '../text/options.ts';
import { name, qualified } from '../text/quote.ts';

const inheritLater = (object: AnyTable, what: string): string[] =>
  inheritsLater(object)
    ? object.definition.inherits.map(
        (parent) => `ALTER ${what} ${qualified(object)} INHERIT ${qualified(parent)};`,
      )
    : [];

/** What stands between the parentheses. */
const body = (object: AnyTable, making: Making): string => {
  const lines = [...columnDefinitions(object, making), ...inlineConstraints(object, making)];
  const isTyped = 'of_type' in object.definition && object.definition.of_type !== null;
  if (lines.length === 0) return isTyped ? '' : ' (\n)';
  return ` (\n    ${lines.join(',\n    ')}\n)`;
};

const inherits = (object: AnyTable): string => {
  const { inherits: parents } = object.definition;
  return parents.length === 0 || inheritsLater(object)
    ? ''
    : `\nINHERITS (${parents.map(qualified).join(', ')})`;
};

const partitionKey = (object: Table): string => {
  const key = 'partition_key' in object.definition ? object.definition.partition_key : null;
  return key === null ? '' : `\nPARTITION BY ${key.definition}`;
};

const storage = ({ definition }: Table): string => {
  const { access_method: method, tablespace } = definition;
  const options = [
    ...storageOptions(definition.options),
    ...storageOptions(definition.toast_options, 'toast.'),
  ];
  return [
    method === null || method === 'heap' ? '' : `\nUSING ${name(method)}`,
    options.length === 0 ? '' : `\nWITH (${options.join(', ')})`,
    tablespace === null ? '' : `\nTABLESPACE ${name(tablespace)}`,
  ].join('');
};

const createTable = (object: Table, making: Making): string => {
  const { persistence, of_type: type } = object.definition;
  const unlogged = persistence === 'unlogged' ? 'UNLOGGED ' : '';
  return [
    `CREATE ${unlogged}TABLE ${qualified(object)}`,
    type === null ? '' : ` OF ${type}`,
    body(object, making),
    inherits(object),
    partitionKey(object),
    storage(object),
    ';',
  ].join('');
};

const isPartOfTree = (object: Table): boolean => object.kind !== 'table';

const create = (object: Table, making: Making): string[] => [
  createTable(object, making),
  ...inheritLater(object, 'TABLE ONLY'),
  ...inheritedColumns(object, qualified(object)),
  ...columnSettings(object, 'TABLE'),
  ...relationAccess(object, 'TABLE'),
  ...columnsAccess(object),
  ...inlineConstraintComments(object, making),
  ...(isPartOfTree(object) ? [] : keyStatements(object)),
];

/** What a circle through a default had to leave out, and what has to wait for all tables. */
const splitParts = (object: AnyTable, making: Making): string[] => [
  ...columnStorage(object, object.kind === 'foreign-table' ? 'FOREIGN TABLE' : 'TABLE'),
  ...object.definition.columns.flatMap(({ attnum, name: called, default: value }) =>
    value !== null && making.split.has(`columns/${attnum}/default`)
      ? [`ALTER TABLE ONLY ${qualified(object)} ALTER COLUMN ${name(called)} SET DEFAULT ${value};`]
      : [],
  ),
];

const attach = (object: AnyTable): string[] => {
  const parent = 'partition_of' in object.definition ? object.definition.partition_of : null;
  if (parent === null) return [];
  return [`ALTER TABLE ONLY ${qualified(parent)} ATTACH PARTITION ${qualified(object)} ${parent.bound};`];
};

const replicaIdentities: Readonly<Record<string, string>> = { nothing: 'NOTHING', full: 'FULL' };

const replicaIdentity = (object: Table): string[] => {
  const identity = replicaIdentities[object.definition.replica_identity];
  return identity === undefined
    ? []
    : [`ALTER TABLE ONLY ${qualified(object)} REPLICA IDENTITY ${identity};`];
};

const finish = (object: Table): string[] => [
  ...replicaIdentity(object),
  ...ruleStatements(object),
  ...triggerStatements(object),
  ...policyStatements(object),
];

const phases: DdlWriter<'table' | 'partitioned-table' | 'partition'>['phases'] = {
  create,
  'split-parts': splitParts,
  attach,
  indexes: (object, making) => [
    ...separateConstraints(object, making),
    ...(isPartOfTree(object) ? keyStatements(object) : []),
    ...indexStatements(object),
  ],
  'attach-indexes': indexAttachments,
  'foreign-keys': foreignKeys,
  finish,
};

export const table: DdlWriter<'table'> = { rank: 50, begin: null, phases };
export const partitionedTable: DdlWriter<'partitioned-table'> = { rank: 50, begin: null, phases };
export const partition: DdlWriter<'partition'> = { rank: 51, begin: null, phases };

const createForeign = (object: CatalogObjectOf<'foreign-table'>, making: Making): string[] => [
  `CREATE FOREIGN TABLE ${qualified(object)}${body(object, making)}${inherits(object)}\n` +
    `SERVER ${name(object.definition.server)}${foreignOptions(object.definition.foreign_options)};`,
  ...inheritLater(object, 'FOREIGN TABLE ONLY'),
  ...inheritedColumns(object, qualified(object)),
  ...columnSettings(object, 'FOREIGN TABLE'),
  ...inheritedOptions(object),
  ...relationAccess(object, 'FOREIGN TABLE'),
  ...columnsAccess(object),
  ...inlineConstraintComments(object, making),
];

/** A child names its parents' columns nowhere but here. */
const inheritedOptions = (object: CatalogObjectOf<'foreign-table'>): string[] =>
  isPartition(object)
    ? []
    : object.definition.columns
        .filter((column) => !column.is_local && foreignOptions(column.settings?.foreign_options ?? []) !== '')
        .map(
          (column) =>
            `ALTER FOREIGN TABLE ONLY ${qualified(object)} ALTER COLUMN ${name(column.name)}${foreignOptions(column.settings?.foreign_options ?? [])};`,
        );

export const foreignTable: DdlWriter<'foreign-table'> = {
  rank: 52,
  begin: null,
  phases: {
    create: createForeign,
    'split-parts': splitParts,
    attach,
    indexes: separateConstraints,
    finish: triggerStatements,
  },
};
