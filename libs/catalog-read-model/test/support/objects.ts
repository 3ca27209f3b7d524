import { createHash } from 'node:crypto';
import {
  ObjectAltered,
  ObjectDiscovered,
  ObjectDropped,
  ObjectReidentified,
  ObjectRenamed,
  applyChanges,
  canonicalJson,
  definitionDefaults,
  type CatalogChange,
  type CatalogObject,
  type CatalogObjectOf,
  type Column,
  type Constraint,
  type IntegrationId,
  type SyncId,
} from '@cadastre/events';

export const integrationId = '00000000-0000-4000-8000-0000000000a1' as IntegrationId;
export const otherIntegrationId = '00000000-0000-4000-8000-0000000000a2' as IntegrationId;
export const syncId = '00000000-0000-4000-8000-00000000005a' as SyncId;
export const at = '2026-01-02T03:04:05.678Z';

const hashOf = (definition: unknown): string =>
  createHash('sha256').update(canonicalJson(definition)).digest('hex');

export const column = (attnum: number, name: string, facts: Partial<Column> = {}): Column => ({
  ...definitionDefaults.columnDefaults,
  attnum,
  name,
  type: 'text',
  not_null: false,
  default: null,
  identity: null,
  generated: null,
  collation: null,
  storage: 'extended',
  compression: null,
  is_local: true,
  comment: null,
  ...facts,
});

export const foreignKey = (
  name: string,
  to: { schema: string; name: string },
  pairs: [string, string][],
): Constraint => ({
  ...definitionDefaults.constraintDefaults,
  name,
  type: 'foreign-key',
  columns: pairs.map(([from]) => from),
  references: {
    ...to,
    column_pairs: pairs.map(([from, referenced]) => ({ column: from, referenced_column: referenced })),
    on_update: 'no-action',
    on_delete: 'cascade',
    match: 'simple',
  },
  deferrable: false,
  initially_deferred: false,
  validated: true,
  is_local: true,
  definition: 'FOREIGN KEY …',
  comment: null,
});

const tableParts = {
  ...definitionDefaults.tableDefaults,
  owner: 'shop_owner',
  comment: null,
  extension: null,
  columns: [],
  options: [],
  triggers: [],
  persistence: 'permanent',
  access_method: 'heap',
  tablespace: null,
  indexes: [],
  constraints: [],
  inherits: [],
  row_security: 'off',
  replica_identity: 'default',
} satisfies CatalogObjectOf<'table'>['definition'];

type Facts = Partial<Omit<CatalogObjectOf<'table'>['definition'], 'columns'>> & {
  columns?: readonly (string | Column)[];
};

const partsOf = ({ columns = [], ...facts }: Facts) => ({
  ...tableParts,
  ...facts,
  columns: columns.map((item, index) => (typeof item === 'string' ? column(index + 1, item) : item)),
});

export const table = (
  oid: number,
  schema: string,
  name: string,
  facts: Facts = {},
): CatalogObjectOf<'table'> => ({
  kind: 'table',
  identity: { catalog: 'pg_class', oid },
  schema,
  name,
  qualified_name: `${schema}.${name}`,
  definition: partsOf(facts),
});

export const partition = (
  oid: number,
  parent: CatalogObject,
  name: string,
): CatalogObjectOf<'partition'> => ({
  ...table(oid, parent.schema ?? '', name),
  kind: 'partition',
  definition: {
    ...tableParts,
    partition_of: { schema: parent.schema ?? '', name: parent.name, bound: `FOR VALUES IN ('${name}')` },
    partition_key: null,
  },
});

export const partitionedTable = (
  oid: number,
  schema: string,
  name: string,
): CatalogObjectOf<'partitioned-table'> => ({
  ...table(oid, schema, name),
  kind: 'partitioned-table',
  definition: { ...tableParts, partition_key: { strategy: 'list', definition: 'LIST (region)' } },
});

export const view = (
  oid: number,
  schema: string,
  name: string,
  facts: Facts = {},
): CatalogObjectOf<'view'> => {
  const { owner, comment, extension, columns, options, triggers } = partsOf(facts);
  const parts = { ...definitionDefaults.viewDefaults, owner, comment, extension, columns, options, triggers };
  return {
    ...table(oid, schema, name),
    kind: 'view',
    definition: { ...parts, definition: ' SELECT 1;' },
  };
};

export const schema = (
  oid: number,
  name: string,
  comment: string | null = null,
): CatalogObjectOf<'schema'> => ({
  kind: 'schema',
  identity: { catalog: 'pg_namespace', oid },
  schema: null,
  name,
  qualified_name: name,
  definition: { ...definitionDefaults.commonDefaults, owner: 'shop_owner', comment, extension: null },
});

export const routine = (
  oid: number,
  schemaName: string,
  name: string,
  identityArguments: string,
): CatalogObjectOf<'routine'> => ({
  kind: 'routine',
  identity: { catalog: 'pg_proc', oid },
  schema: schemaName,
  name,
  qualified_name: `${schemaName}.${name}(${identityArguments})`,
  definition: {
    ...definitionDefaults.routineDefaults,
    owner: 'shop_owner',
    comment: null,
    extension: null,
    routine_kind: 'function',
    identity_arguments: identityArguments,
    arguments: identityArguments,
    returns: 'integer',
    language: 'sql',
    volatility: 'stable',
    parallel: 'unsafe',
    strict: false,
    leakproof: false,
    security_definer: false,
    cost: 100,
    rows: 0,
    configuration: [],
    definition: 'CREATE FUNCTION …',
    truncated: false,
  },
});

const head = (id: IntegrationId) => ({ integration_id: id, sync_id: syncId, observed_at: at });

const nameOf = ({ schema: inSchema, name, qualified_name }: CatalogObject) => ({
  schema: inSchema,
  name,
  qualified_name,
});

export const discovered = (object: CatalogObject, id = integrationId) =>
  ObjectDiscovered.create({ ...head(id), object, hash: hashOf(object.definition) });

export const altered = (object: CatalogObject, changes: CatalogChange[], id = integrationId) =>
  ObjectAltered.create({
    ...head(id),
    ...nameOf(object),
    kind: object.kind,
    identity: object.identity,
    changes,
    hash: hashOf(applyChanges(object.definition, changes)),
  });

export const renamed = (object: CatalogObject, to: { schema: string; name: string }, id = integrationId) =>
  ObjectRenamed.create({
    ...head(id),
    kind: object.kind,
    identity: object.identity,
    from: nameOf(object),
    to: { ...to, qualified_name: `${to.schema}.${to.name}` },
  });

/** The object as it is now, under another OID; `numbers`: what it leans on and its columns have others, too. */
export const reidentified = (
  object: CatalogObject,
  oid: number,
  numbers: Partial<Pick<ObjectReidentified['data'], 'depends_on' | 'columns' | 'hash'>> = {},
) =>
  ObjectReidentified.create({
    ...head(integrationId),
    ...nameOf(object),
    kind: object.kind,
    from: object.identity,
    to: { ...object.identity, oid },
    depends_on: null,
    columns: [],
    hash: null,
    ...numbers,
  });

export const dropped = (object: CatalogObject, id = integrationId) =>
  ObjectDropped.create({ ...head(id), ...nameOf(object), kind: object.kind, identity: object.identity });
