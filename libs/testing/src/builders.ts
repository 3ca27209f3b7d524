import {
  IntegrationId,
  SyncId,
  definitionDefaults,
  type CatalogObject,
  type CatalogObjectOf,
  type Column,
  type CommitMetadata,
  type Constraint,
  type NewEvent,
  type RecordedEvent,
} from '@cadastre/events';

/** When everything in the examples happens. */
export const fixedTime = '2026-01-05T09:00:00.000Z';

export const secondsLater = (seconds: number): string =>
  new Date(Date.parse(fixedTime) + seconds * 1_000).toISOString();

/** The n-th id of the examples: valid, and easy to recognise in a failure. */
export const anId = (n = 1): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const anIntegrationId = (n = 1): IntegrationId => IntegrationId.parse(anId(n));
export const aSyncId = (n = 1): SyncId => SyncId.parse(anId(n));

export const metadata = (different: Partial<CommitMetadata> = {}): CommitMetadata => ({
  tenantId: 'acme',
  actor: 'user:ada',
  commandId: anId(900),
  correlationId: anId(901),
  causationId: null,
  ...different,
});

/** The event as a consumer gets it, alone in its commit. */
export const recorded = <Type extends string, Data>(
  event: NewEvent<Type, Data>,
  at: { streamId: string; position: number; version?: number; tenantId?: string },
): RecordedEvent<Type, Data> => ({
  ...event,
  eventId: `${at.position}-0`,
  commitId: String(at.position),
  ordinal: 0,
  streamId: at.streamId,
  version: at.version ?? at.position,
  position: at.position,
  metadata: {
    ...metadata({ commandId: anId(1_000 + at.position), ...(at.tenantId && { tenantId: at.tenantId }) }),
    recordedAt: secondsLater(at.position),
  },
});

export const aColumn = (different: Partial<Column> = {}): Column => ({
  ...definitionDefaults.columnDefaults,
  attnum: 1,
  name: 'id',
  type: 'bigint',
  not_null: true,
  default: null,
  identity: null,
  generated: null,
  collation: null,
  storage: 'plain',
  compression: null,
  is_local: true,
  comment: null,
  ...different,
});

export const aPrimaryKey = (different: Partial<Constraint> = {}): Constraint => ({
  ...definitionDefaults.constraintDefaults,
  name: 'orders_pkey',
  type: 'primary-key',
  columns: ['id'],
  references: null,
  deferrable: false,
  initially_deferred: false,
  validated: true,
  is_local: true,
  definition: 'PRIMARY KEY (id)',
  comment: null,
  ...different,
});

type Named = { oid?: number; schema?: string; name?: string };

const common = { ...definitionDefaults.commonDefaults, owner: 'shop', comment: null, extension: null };

export const aTable = (
  { oid = 16_401, schema = 'ecommerce', name = 'orders' }: Named = {},
  different: Partial<CatalogObjectOf<'table'>['definition']> = {},
): CatalogObjectOf<'table'> => ({
  kind: 'table',
  identity: { catalog: 'pg_class', oid },
  schema,
  name,
  qualified_name: `${schema}.${name}`,
  definition: {
    ...common,
    ...definitionDefaults.tableDefaults,
    columns: [aColumn()],
    options: [],
    triggers: [],
    persistence: 'permanent',
    access_method: 'heap',
    tablespace: null,
    indexes: [],
    constraints: [aPrimaryKey()],
    inherits: [],
    row_security: 'off',
    replica_identity: 'default',
    ...different,
  },
});

export const aView = (
  { oid = 16_501, schema = 'reporting', name = 'daily_sales' }: Named = {},
  different: Partial<CatalogObjectOf<'view'>['definition']> = {},
): CatalogObjectOf<'view'> => ({
  kind: 'view',
  identity: { catalog: 'pg_class', oid },
  schema,
  name,
  qualified_name: `${schema}.${name}`,
  definition: {
    ...common,
    ...definitionDefaults.viewDefaults,
    columns: [aColumn({ not_null: false })],
    options: [],
    triggers: [],
    definition: 'SELECT orders.id FROM ecommerce.orders;',
    ...different,
  },
});

export const aSchema = ({ oid = 16_390, name = 'ecommerce' }: Named = {}): CatalogObject => ({
  kind: 'schema',
  identity: { catalog: 'pg_namespace', oid },
  schema: null,
  name,
  qualified_name: name,
  definition: common,
});

export const aCollation = (
  { oid = 16_601, schema = 'ecommerce', name = 'german' }: Named = {},
  different: Partial<CatalogObjectOf<'collation'>['definition']> = {},
): CatalogObjectOf<'collation'> => ({
  kind: 'collation',
  identity: { catalog: 'pg_collation', oid },
  schema,
  name,
  qualified_name: `${schema}.${name}`,
  definition: {
    ...common,
    provider: 'icu',
    deterministic: true,
    locale: 'de-DE',
    lc_collate: null,
    lc_ctype: null,
    icu_rules: null,
    version: '153.80',
    ...different,
  },
});

/** Outside any schema, and without owner. */
export const aCast = (
  { oid = 16_602 }: Pick<Named, 'oid'> = {},
  different: Partial<CatalogObjectOf<'cast'>['definition']> = {},
): CatalogObjectOf<'cast'> => ({
  kind: 'cast',
  identity: { catalog: 'pg_cast', oid },
  schema: null,
  name: 'text AS ecommerce.money',
  qualified_name: 'text AS ecommerce.money',
  definition: {
    ...common,
    owner: null,
    source: 'text',
    target: 'ecommerce.money',
    method: 'function',
    function: 'ecommerce.to_money(text)',
    context: 'assignment',
    ...different,
  },
});
