import {
  ObjectDiscovered,
  type ObjectAltered,
  type ObjectDropped,
  type ObjectRenamed,
  type StatisticsObserved,
} from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import { catalogOrdinal } from './known-object.ts';
import { reidentify } from './reidentify-known-objects.ts';
import type { CatalogEvent, Placed, WrittenPage } from './written-page.ts';

/** Makes the known objects say what the catalog stream says after this page. Seven statements at most, whatever its size. */
export const writeKnownObjects = async (tx: Queryable, page: WrittenPage): Promise<void> => {
  const placed = page.events.map((event, index) => ({ event, ordinal: page.firstOrdinal + index }));
  const of = <T extends CatalogEvent['type']>(type: T) =>
    placed.filter((item): item is Placed<Extract<CatalogEvent, { type: T }>> => item.event.type === type);
  await drop(tx, page, of('ObjectDropped'));
  await reidentify(tx, page, of('ObjectReidentified'));
  await rename(tx, page, of('ObjectRenamed'));
  await discover(tx, page, of('ObjectDiscovered'));
  await alter(tx, page, of('ObjectAltered'));
  await base(tx, page);
  await rehash(tx, page);
  await observe(tx, page, of('StatisticsObserved'));
};

const discover = async (
  tx: Queryable,
  page: WrittenPage,
  items: Placed<ObjectDiscovered>[],
): Promise<void> => {
  if (items.length === 0) return;
  const objects = items.map(({ event }) => event.data.object);
  await tx.query(
    /* sql */ `
    insert into sync_worker.known_objects
      (tenant_id, integration_id, discovered_commit, changed_commit, catalog, oid, kind, schema_name, name, qualified_name, hash, discovered_ordinal)
    select $1, $2, $3, $3, object.catalog, object.oid, object.kind, object.schema_name, object.name, object.qualified_name,
           decode(object.hash, 'hex'), object.ordinal
      from unnest($4::smallint[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::int[])
        as object(catalog, oid, kind, schema_name, name, qualified_name, hash, ordinal)`,
    [
      page.tenantId,
      page.integrationId,
      page.commitId,
      objects.map(({ identity }) => catalogOrdinal(identity.catalog)),
      objects.map(({ identity }) => identity.oid),
      objects.map(({ kind }) => kind),
      objects.map(({ schema }) => schema),
      objects.map(({ name }) => name),
      objects.map(({ qualified_name }) => qualified_name),
      items.map(({ event }) => event.data.hash),
      items.map(({ ordinal }) => ordinal),
    ],
  );
};

const alter = async (tx: Queryable, page: WrittenPage, items: Placed<ObjectAltered>[]): Promise<void> => {
  if (items.length === 0) return;
  await tx.query(
    /* sql */ `
    update sync_worker.known_objects as known
       set kind = change.kind,
           hash = decode(change.hash, 'hex'),
           changed_commit = $2,
           altered_commits = known.altered_commits || $2::bigint,
           altered_ordinals = known.altered_ordinals || change.ordinal
      from unnest($3::smallint[], $4::bigint[], $5::text[], $6::text[], $7::int[])
        as change(catalog, oid, kind, hash, ordinal)
     where known.tenant_id = $8 and known.integration_id = $1 and known.catalog = change.catalog and known.oid = change.oid`,
    [
      page.integrationId,
      page.commitId,
      items.map(({ event }) => catalogOrdinal(event.data.identity.catalog)),
      items.map(({ event }) => event.data.identity.oid),
      items.map(({ event }) => event.data.kind),
      items.map(({ event }) => event.data.hash),
      items.map(({ ordinal }) => ordinal),
      page.tenantId,
    ],
  );
};

const base = async (tx: Queryable, { tenantId, integrationId, bases }: WrittenPage): Promise<void> => {
  if (bases.length === 0) return;
  await tx.query(
    /* sql */ `
    update sync_worker.known_objects as known
       set base = state.base, base_version = $3, altered_commits = '{}', altered_ordinals = '{}'
      from unnest($4::smallint[], $5::bigint[], $6::json[]) as state(catalog, oid, base)
     where known.tenant_id = $1 and known.integration_id = $2
       and known.catalog = state.catalog and known.oid = state.oid`,
    [
      tenantId,
      integrationId,
      ObjectDiscovered.schemaVersion,
      bases.map(({ data }) => catalogOrdinal(data.object.identity.catalog)),
      bases.map(({ data }) => data.object.identity.oid),
      bases.map(({ data }) => JSON.stringify(data)),
    ],
  );
};

const rehash = async (tx: Queryable, { tenantId, integrationId, rehashed }: WrittenPage): Promise<void> => {
  if (rehashed.length === 0) return;
  await tx.query(
    /* sql */ `
    update sync_worker.known_objects as known
       set hash = decode(seen.hash, 'hex')
      from unnest($3::smallint[], $4::bigint[], $5::text[]) as seen(catalog, oid, hash)
     where known.tenant_id = $1 and known.integration_id = $2
       and known.catalog = seen.catalog and known.oid = seen.oid`,
    [
      tenantId,
      integrationId,
      rehashed.map(({ identity }) => catalogOrdinal(identity.catalog)),
      rehashed.map(({ identity }) => identity.oid),
      rehashed.map(({ hash }) => hash),
    ],
  );
};

const rename = async (tx: Queryable, page: WrittenPage, items: Placed<ObjectRenamed>[]): Promise<void> => {
  if (items.length === 0) return;
  await tx.query(
    /* sql */ `
    update sync_worker.known_objects as known
       set schema_name = change.schema_name, name = change.name, qualified_name = change.qualified_name
      from unnest($2::smallint[], $3::bigint[], $4::text[], $5::text[], $6::text[])
        as change(catalog, oid, schema_name, name, qualified_name)
     where known.tenant_id = $7 and known.integration_id = $1 and known.catalog = change.catalog and known.oid = change.oid`,
    [
      page.integrationId,
      items.map(({ event }) => catalogOrdinal(event.data.identity.catalog)),
      items.map(({ event }) => event.data.identity.oid),
      items.map(({ event }) => event.data.to.schema),
      items.map(({ event }) => event.data.to.name),
      items.map(({ event }) => event.data.to.qualified_name),
      page.tenantId,
    ],
  );
};

const drop = async (tx: Queryable, page: WrittenPage, items: Placed<ObjectDropped>[]): Promise<void> => {
  if (items.length === 0) return;
  await tx.query(
    /* sql */ `
    delete from sync_worker.known_objects as known
     using unnest($2::smallint[], $3::bigint[]) as gone(catalog, oid)
     where known.tenant_id = $4 and known.integration_id = $1 and known.catalog = gone.catalog and known.oid = gone.oid`,
    [
      page.integrationId,
      items.map(({ event }) => catalogOrdinal(event.data.identity.catalog)),
      items.map(({ event }) => event.data.identity.oid),
      page.tenantId,
    ],
  );
};

const observe = async (
  tx: Queryable,
  page: WrittenPage,
  items: Placed<StatisticsObserved>[],
): Promise<void> => {
  const relations = items.flatMap(({ event }) => event.data.relations);
  if (relations.length === 0) return;
  await tx.query(
    /* sql */ `
    update sync_worker.known_objects as known
       set row_estimate = seen.row_estimate, table_bytes = seen.table_bytes,
           index_bytes = seen.index_bytes, total_bytes = seen.total_bytes
      from unnest($3::bigint[], $4::float8[], $5::bigint[], $6::bigint[], $7::bigint[])
        as seen(oid, row_estimate, table_bytes, index_bytes, total_bytes)
     where known.tenant_id = $8 and known.integration_id = $1 and known.catalog = $2 and known.oid = seen.oid`,
    [
      page.integrationId,
      catalogOrdinal('pg_class'),
      relations.map(({ oid }) => oid),
      relations.map(({ row_estimate }) => row_estimate),
      relations.map(({ table_bytes }) => table_bytes),
      relations.map(({ index_bytes }) => index_bytes),
      relations.map(({ total_bytes }) => total_bytes),
      page.tenantId,
    ],
  );
};
