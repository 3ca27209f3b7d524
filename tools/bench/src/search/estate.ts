import { createHash } from 'node:crypto';
import {
  IntegrationId,
  ObjectDiscovered,
  StatisticsObserved,
  SyncId,
  definitionDefaults,
  type CatalogObject,
  type Column,
  type Constraint,
  type Index,
  type NewEvent,
} from '@cadastre/events';

export const integrationId = IntegrationId.parse('00000000-0000-4000-8000-00000000be4c');
export const syncId = SyncId.parse('00000000-0000-4000-8000-00000000be5c');
const now = '2026-01-01T00:00:00.000Z';
const head = { integration_id: integrationId, sync_id: syncId, observed_at: now };

export const column = (attnum: number, name: string, facts: Partial<Column> = {}): Column => ({
  ...definitionDefaults.columnDefaults,
  attnum,
  name,
  type: 'character varying(320)',
  not_null: attnum === 1,
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

type TableFacts = {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly comment: string;
  readonly columns: Column[];
  readonly constraints?: Constraint[];
  readonly indexes?: Index[];
};

export const tableOf = ({ oid, schema, name, comment, columns, ...parts }: TableFacts): CatalogObject => ({
  kind: 'table',
  identity: { catalog: 'pg_class', oid },
  schema,
  name,
  qualified_name: `${schema}.${name}`,
  definition: {
    ...definitionDefaults.tableDefaults,
    owner: 'postgres',
    comment,
    extension: null,
    columns,
    options: [],
    triggers: [],
    persistence: 'permanent',
    access_method: 'heap',
    tablespace: null,
    indexes: parts.indexes ?? [],
    constraints: parts.constraints ?? [],
    inherits: [],
    row_security: 'off',
    replica_identity: 'default',
  },
});

export const discovered = (object: CatalogObject): NewEvent =>
  ObjectDiscovered.create({
    ...head,
    object,
    hash: createHash('sha256').update(object.qualified_name).digest('hex'),
  });

export const oidsPerTable = 15;
const tablesPerSchema = 200;
const columnNames =
  'id tenant_id name email status amount qty created_at updated_at meta tags flag score ip d iv payload parent_id note ext_id'.split(
    ' ',
  );

/** The tables of `bench/estate.sql` as a first sync finds them: 20 columns, 5 indexes, constraints, a comment; sizes. */
export const estateEvents = (tables: number): NewEvent[] => {
  const objects = Array.from({ length: tables }, (_, n) => estateTable(n));
  const sizes = Array.from({ length: Math.ceil(tables / 200) }, (_, page) =>
    StatisticsObserved.create({
      ...head,
      relations: objects.slice(page * 200, (page + 1) * 200).map(({ identity: { oid } }) => ({
        oid,
        row_estimate: null,
        table_bytes: 8_192,
        index_bytes: 40_960,
        total_bytes: 49_152,
      })),
    }),
  );
  return [...objects.map(discovered), ...sizes];
};

const estateTable = (n: number): CatalogObject => {
  const schema = `s${String(Math.floor(n / tablesPerSchema) + 1).padStart(3, '0')}`;
  const numbered = (place: number) => `t${String(place + 1).padStart(5, '0')}`;
  const name = numbered(n % tablesPerSchema);
  const before = n % tablesPerSchema === 0 ? null : numbered((n % tablesPerSchema) - 1);
  return tableOf({
    oid: 20_000 + n * oidsPerTable,
    schema,
    name,
    comment: `Table ${name} of ${schema}`,
    columns: columnNames.map((called, place) =>
      column(place + 1, called, { comment: called === 'email' ? 'contact address' : null }),
    ),
    indexes: ['id', 'tenant_id', 'created_at', 'meta', 'email'].map((key) => index(`${schema}.${name}`, key)),
    constraints: [
      constraint(`${name}_pkey`, 'primary-key', ['id']),
      constraint(`${name}_name_check`, 'check', ['name']),
      constraint(`${name}_tenant_id_name_key`, 'unique', ['tenant_id', 'name']),
      ...(before === null
        ? []
        : [constraint(`${name}_parent_id_fkey`, 'foreign-key', ['parent_id'], { schema, name: before })]),
    ],
  });
};

const index = (table: string, key: string): Index => ({
  ...definitionDefaults.indexDefaults,
  name: `${table}_${key}_idx`,
  method: 'btree',
  unique: false,
  primary: key === 'id',
  valid: true,
  keys: [{ column: key, expression: null, descending: false, nulls_first: false }],
  include: [],
  predicate: null,
  definition: `CREATE INDEX ${table}_${key}_idx ON ${table} USING btree (${key})`,
  comment: null,
});

const constraint = (
  name: string,
  type: Constraint['type'],
  columns: string[],
  to: { schema: string; name: string } | null = null,
): Constraint => ({
  ...definitionDefaults.constraintDefaults,
  name,
  type,
  columns,
  references: to && {
    ...to,
    column_pairs: columns.map((from) => ({ column: from, referenced_column: 'id' })),
    on_update: 'no-action',
    on_delete: 'cascade',
    match: 'simple',
  },
  deferrable: false,
  initially_deferred: false,
  validated: true,
  is_local: true,
  definition: to
    ? `FOREIGN KEY (parent_id) REFERENCES ${to.schema}.${to.name}(id)`
    : `${type} (${columns.join()})`,
  comment: null,
});
