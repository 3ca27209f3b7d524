import { catalogOid } from '../catalog-oids.ts';
/**
 * Where the rows of one system catalog lie that readers read, and whose they are. A row belongs to the object that is
 * read again when it comes, changes or goes: an index to its table, a label to its enum.
 */
export type CatalogRows = {
  readonly catalog: string;
  /** SQL on `x`: the OID of the catalog that the owner is in; the catalog itself where left out. */
  readonly owner?: string;
  /** SQL on `x`: the owner's OID. */
  readonly key: string;
  /** Rows of PostgreSQL's own objects are left out: they are many here, and nothing of them is read. */
  readonly withoutOwn?: boolean;
  readonly where?: string;
  /** As `server_version_num`. */
  readonly since?: number;
  /** The columns that are read, where a role may be allowed some of them only. */
  readonly columns?: readonly string[];
  /** SQL on `x`, a text: what is compared where `xmin` cannot be seen. */
  readonly text?: string;
};

const relation = String(catalogOid.pg_class);
const type = String(catalogOid.pg_type);

const relationRows: readonly CatalogRows[] = [
  { catalog: 'pg_class', key: 'x.oid' },
  { catalog: 'pg_attribute', owner: relation, key: 'x.attrelid', where: 'x.attnum > 0' },
  { catalog: 'pg_attrdef', owner: relation, key: 'x.adrelid' },
  {
    catalog: 'pg_constraint',
    owner: `case when x.conrelid <> 0 then ${relation} else ${type} end`,
    key: 'case when x.conrelid <> 0 then x.conrelid else x.contypid end',
  },
  { catalog: 'pg_index', owner: relation, key: 'x.indrelid' },
  { catalog: 'pg_trigger', owner: relation, key: 'x.tgrelid' },
  { catalog: 'pg_rewrite', owner: relation, key: 'x.ev_class' },
  { catalog: 'pg_policy', owner: relation, key: 'x.polrelid' },
  { catalog: 'pg_sequence', owner: relation, key: 'x.seqrelid' },
  { catalog: 'pg_foreign_table', owner: relation, key: 'x.ftrelid' },
  { catalog: 'pg_partitioned_table', owner: relation, key: 'x.partrelid' },
  { catalog: 'pg_inherits', owner: relation, key: 'x.inhrelid' },
  // of the parent too: it may say how many there are
  { catalog: 'pg_inherits', owner: relation, key: 'x.inhparent' },
  { catalog: 'pg_statistic_ext', owner: relation, key: 'x.stxrelid' },
];

const otherRows: readonly CatalogRows[] = [
  { catalog: 'pg_type', key: 'x.oid' },
  { catalog: 'pg_enum', owner: type, key: 'x.enumtypid' },
  { catalog: 'pg_range', owner: type, key: 'x.rngtypid' },
  { catalog: 'pg_proc', key: 'x.oid' },
  { catalog: 'pg_aggregate', owner: String(catalogOid.pg_proc), key: 'x.aggfnoid::pg_catalog.oid' },
];

const largeRows = [...relationRows, ...otherRows].map((rows): CatalogRows => ({ ...rows, withoutOwn: true }));

/** Of these catalogs an object is a row, and its row all of it. */
const plainCatalogs = [
  'pg_namespace',
  'pg_extension',
  'pg_cast',
  'pg_collation',
  'pg_operator',
  'pg_opclass',
  'pg_opfamily',
  'pg_conversion',
  'pg_publication',
  'pg_event_trigger',
  'pg_foreign_data_wrapper',
  'pg_foreign_server',
  'pg_statistic_ext',
  'pg_ts_config',
  'pg_ts_dict',
  'pg_ts_parser',
  'pg_ts_template',
  'pg_language',
  'pg_transform',
  'pg_am',
  'pg_default_acl',
].map((catalog): CatalogRows => ({ catalog, key: 'x.oid' }));

const partsOfPlain: readonly CatalogRows[] = [
  { catalog: 'pg_amop', owner: String(catalogOid.pg_opfamily), key: 'x.amopfamily' },
  { catalog: 'pg_amproc', owner: String(catalogOid.pg_opfamily), key: 'x.amprocfamily' },
  { catalog: 'pg_publication_rel', owner: String(catalogOid.pg_publication), key: 'x.prpubid' },
  {
    catalog: 'pg_publication_namespace',
    owner: String(catalogOid.pg_publication),
    key: 'x.pnpubid',
    since: 150_000,
  },
  { catalog: 'pg_ts_config_map', owner: String(catalogOid.pg_ts_config), key: 'x.mapcfg' },
];

/** What can be on, or with, an object of any catalog. */
const attachedRows: readonly CatalogRows[] = [
  { catalog: 'pg_description', owner: 'x.classoid', key: 'x.objoid' },
  { catalog: 'pg_seclabel', owner: 'x.classoid', key: 'x.objoid' },
  { catalog: 'pg_init_privs', owner: 'x.classoid', key: 'x.objoid' },
  // Who belongs to which extension. Every other dependency comes and goes with a row of what depends.
  {
    catalog: 'pg_depend',
    owner: 'x.classid',
    key: 'x.objid',
    where: `x.refclassid = ${catalogOid.pg_extension}`,
  },
];

/** What was granted on PostgreSQL's own objects: their rows have a list then, which they keep. */
const ownPrivileges = (
  [
    ['pg_class', 'oid', 'relacl'],
    ['pg_attribute', 'attrelid', 'attacl'],
    ['pg_proc', 'oid', 'proacl'],
    ['pg_type', 'oid', 'typacl'],
    ['pg_namespace', 'oid', 'nspacl'],
  ] as const
).map(([catalog, key, acl]): CatalogRows => ({
  catalog,
  owner: String(catalogOid.pg_init_privs),
  key: `x.${key}`,
  where: `x.${key} < 16384 and x.${acl} is not null`,
}));

const thisDatabase =
  '(select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())';

/** Its OID and some options can be read since 14 only, and the connection string by superusers only. */
const subscriptionColumns: readonly (readonly [since: number, columns: readonly string[]])[] = [
  [0, ['subdbid', 'subname', 'subowner', 'subenabled', 'subslotname', 'subpublications']],
  [140_000, ['subbinary', 'substream', 'subsynccommit']],
  [150_000, ['subtwophasestate', 'subdisableonerr']],
  [160_000, ['subpasswordrequired', 'subrunasowner', 'suborigin']],
  [170_000, ['subfailover']],
];

/** What the whole cluster has, as far as it can be seen by every role. */
const sharedRows: readonly CatalogRows[] = [
  {
    catalog: 'pg_roles',
    owner: String(catalogOid.pg_authid),
    key: 'x.oid',
    text: 'x.rolname::pg_catalog.text',
  },
  { catalog: 'pg_database', key: 'x.oid', where: 'x.datname = pg_catalog.current_database()' },
  {
    catalog: 'pg_db_role_setting',
    key: 'x.setdatabase',
    where: `x.setdatabase = ${thisDatabase}`,
  },
  { catalog: 'pg_shdescription', owner: 'x.classoid', key: 'x.objoid', where: `x.objoid = ${thisDatabase}` },
  // of what is read, only subscriptions have theirs there
  { catalog: 'pg_shseclabel', key: '0', where: `x.classoid = ${catalogOid.pg_subscription}` },
  {
    catalog: 'pg_user_mappings',
    owner: String(catalogOid.pg_foreign_server),
    key: 'x.srvid',
    text: 'x::pg_catalog.text',
  },
  ...subscriptionColumns.map(([since, columns]): CatalogRows => ({
    catalog: 'pg_subscription',
    key: '0',
    where: `x.subdbid = ${thisDatabase}`,
    since,
    columns,
    text: `pg_catalog.concat_ws('/', x.subname, ${columns.map((column) => `x.${column}`).join(', ')})`,
  })),
];

/** Every row that a reader may read, and nothing that changes without DDL. */
export const catalogRows = (version: number): readonly CatalogRows[] =>
  [...largeRows, ...plainCatalogs, ...partsOfPlain, ...attachedRows, ...ownPrivileges, ...sharedRows].filter(
    ({ since = 0 }) => version >= since,
  );

/** What a role has to be allowed to read for these rows, as `catalog` or `catalog.column`. */
export const neededFor = ({ catalog, columns }: CatalogRows): string[] =>
  columns === undefined ? [catalog] : columns.map((column) => `${catalog}.${column}`);
