import { forwardMigration } from '@cadastre/postgres';
import { isolateTenants } from './tenant-isolation.ts';

/**
 * An inverted index in plain tables. pg_trgm's and full-text operators are not leakproof, so under forced
 * row-level security no index may serve them and each search would scan the tenant's rows; equality and
 * ranges over text are leakproof.
 */
export const ReadModelSearch = forwardMigration(
  'ReadModelSearch1700000050004',
  /* sql */ `
create table read_model.search_keys (
  tenant_id text not null collate "C",
  field text not null collate "C" check (field in ('name', 'column', 'comment')),
  way text not null collate "C" check (way in ('whole', 'word', 'gram')),
  key text not null collate "C",
  name text not null collate "C",
  grams smallint not null,
  primary key (tenant_id, field, way, key, grams, name)
);
comment on table read_model.search_keys is 'From what people type to the distinct names it can mean: whole, by word, by trigram.';
comment on column read_model.search_keys.grams is 'How many trigrams the name has: within one key, short names come first.';
${isolateTenants('read_model.search_keys')}

create table read_model.search_postings (
  tenant_id text not null collate "C",
  field text not null collate "C",
  name text not null collate "C",
  integration_id uuid not null,
  schema text not null collate "C",
  kind text not null collate "C",
  bucket int not null,
  oids oid[] not null,
  primary key (tenant_id, field, name, integration_id, schema, kind, bucket)
) with (fillfactor = 85);
comment on table read_model.search_postings is 'Where each name occurs: the objects of one schema, kind and OID range in one sorted array.';
${isolateTenants('read_model.search_postings')}`,
);
