import { forwardMigration } from '@cadastre/postgres';
import { isolateTenants } from './tenant-isolation.ts';

/**
 * Text is collated "C": the same order on every server, and comparisons that row-level security lets an index do.
 * Only what lists need stays in the main row; a small toast_tuple_target moves definitions out of it, so that
 * reading a page or observing statistics does not touch them.
 */
export const ReadModelObjects = forwardMigration(
  'ReadModelObjects1700000050003',
  /* sql */ `
create table read_model.catalogs (
  tenant_id text not null collate "C",
  integration_id uuid not null,
  changed_position bigint not null,
  changed_at timestamptz not null,
  is_deleted boolean not null default false,
  primary key (tenant_id, integration_id)
);
comment on table read_model.catalogs is 'Where each catalog stands: the last event that changed what a query can see.';
${isolateTenants('read_model.catalogs')}

create table read_model.objects (
  tenant_id text not null collate "C",
  integration_id uuid not null,
  oid oid not null,
  catalog text not null collate "C",
  section text not null collate "C",
  kind text not null collate "C",
  schema text not null collate "C",
  name text not null collate "C",
  qualified_name text not null collate "C",
  search_name text not null collate "C",
  search_names text not null collate "C",
  search_comments text collate "C",
  owner text not null,
  comment text,
  extension text collate "C",
  column_count int,
  parent_schema text collate "C",
  parent_name text collate "C",
  summary json not null,
  row_estimate double precision,
  table_bytes bigint,
  index_bytes bigint,
  total_bytes bigint,
  statistics_at timestamptz,
  first_seen_position bigint not null,
  first_seen_sync uuid not null,
  first_seen_at timestamptz not null,
  changed_position bigint not null,
  changed_sync uuid not null,
  changed_at timestamptz not null,
  hash text not null,
  definition json not null,
  primary key (tenant_id, integration_id, oid, catalog)
) with (fillfactor = 75, toast_tuple_target = 256);
create index objects_named on read_model.objects
  (tenant_id, integration_id, section, schema, name) include (kind, oid);
create index objects_by_qualified_name on read_model.objects (tenant_id, search_name);
create index objects_of_parent on read_model.objects
  (tenant_id, integration_id, parent_schema, parent_name, schema, name, oid) where parent_name is not null;
comment on table read_model.objects is 'One row per live object of a target.';
comment on column read_model.objects.schema is 'Empty for objects outside any schema; PostgreSQL has no schema of that name.';
comment on column read_model.objects.search_name is 'The qualified name as search compares it, cut to a length that an index takes.';
comment on column read_model.objects.search_names is 'The name and those of the columns, as search compares them, a line each.';
comment on column read_model.objects.search_comments is 'Its comment and those of the columns, likewise.';
comment on column read_model.objects.summary is 'What lists show of the definition.';
${isolateTenants('read_model.objects')}

create table read_model.foreign_keys (
  tenant_id text not null collate "C",
  integration_id uuid not null,
  referenced_schema text not null collate "C",
  referenced_name text not null collate "C",
  oid oid not null,
  name text not null collate "C",
  column_pairs json not null,
  on_update text not null,
  on_delete text not null,
  primary key (tenant_id, integration_id, referenced_schema, referenced_name, oid, name)
);
comment on table read_model.foreign_keys is 'Foreign keys by the relation they point to; oid is the relation that has them.';
${isolateTenants('read_model.foreign_keys')}`,
);
