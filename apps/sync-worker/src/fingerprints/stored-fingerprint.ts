import type { SkippedScope, SyncId } from '@cadastre/events';
import type { Fingerprint, FingerprintOrigin } from '@cadastre/pg-introspection';
import type { Queryable } from '@cadastre/postgres';
import { deleteOfCatalog, type KnownCatalog } from '../known-objects/known-catalog.ts';

/** A fingerprint, and what the reading that it was taken in left out for good. */
export type StoredFingerprint = {
  readonly fingerprint: Fingerprint;
  readonly skipped: readonly SkippedScope[];
};

type Row = {
  origin: FingerprintOrigin;
  transaction: string;
  is_quiet: boolean;
  names: Record<string, string>;
  owners: number[];
  buckets: Buffer[];
  skipped: SkippedScope[];
};

/** Of the snapshot that the known objects are of; null where they may be of several. */
export const readFingerprint = async (
  db: Queryable,
  { tenantId, integrationId }: KnownCatalog,
): Promise<StoredFingerprint | null> => {
  const { rows } = await db.query<Row>(
    /* sql */ `
    select origin, transaction, is_quiet, names, owners, buckets, skipped
      from sync_worker.fingerprints where tenant_id = $1 and integration_id = $2 and is_current`,
    [tenantId, integrationId],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { owners, buckets, skipped, is_quiet: isQuiet, ...facts } = row;
  const empty = Buffer.alloc(0);
  const catalogs = new Map(owners.map((owner, index) => [Number(owner), buckets[index] ?? empty]));
  return { fingerprint: { ...facts, isQuiet, catalogs }, skipped };
};

/** Where the known objects are of, also where they are of several snapshots; null for a catalog that is new. */
export const readStoredOrigin = async (
  db: Queryable,
  { tenantId, integrationId }: KnownCatalog,
): Promise<FingerprintOrigin | null> => {
  const { rows } = await db.query<{ origin: FingerprintOrigin }>(
    'select origin from sync_worker.fingerprints where tenant_id = $1 and integration_id = $2',
    [tenantId, integrationId],
  );
  return rows[0]?.origin ?? null;
};

/** Once all known objects have the numbers of that database, whatever becomes of the sync. */
export const saveOrigin = async (
  tx: Queryable,
  { tenantId, integrationId }: KnownCatalog,
  origin: FingerprintOrigin,
): Promise<void> => {
  await tx.query(
    /* sql */ `
    update sync_worker.fingerprints set origin = $3, is_current = false
     where tenant_id = $1 and integration_id = $2`,
    [tenantId, integrationId, JSON.stringify(origin)],
  );
};

/** In the transaction that ends the sync: until then the known objects are of two snapshots. */
export const saveFingerprint = async (
  tx: Queryable,
  { tenantId, integrationId, syncId }: KnownCatalog & { readonly syncId: SyncId },
  { fingerprint, skipped }: StoredFingerprint,
): Promise<void> => {
  const { origin, transaction, isQuiet, names, catalogs } = fingerprint;
  await tx.query(
    /* sql */ `
    insert into sync_worker.fingerprints
      (tenant_id, integration_id, sync_id, is_current, origin, transaction, is_quiet, names, owners, buckets, skipped)
    values ($1, $2, $3, true, $4, $5, $6, $7, $8, $9, $10)
    on conflict (tenant_id, integration_id) do update
      set sync_id = excluded.sync_id, is_current = true, origin = excluded.origin, transaction = excluded.transaction, is_quiet = excluded.is_quiet,
          names = excluded.names, owners = excluded.owners, buckets = excluded.buckets, skipped = excluded.skipped`,
    [
      tenantId,
      integrationId,
      syncId,
      JSON.stringify(origin),
      transaction,
      isQuiet,
      JSON.stringify(names),
      [...catalogs.keys()],
      [...catalogs.values()],
      JSON.stringify(skipped),
    ],
  );
};

/**
 * In the transaction of the first change that is written. An object that comes and goes before the next sync would
 * otherwise stay for ever: its rows are in neither fingerprint.
 */
export const distrustFingerprint = async (
  tx: Queryable,
  { tenantId, integrationId }: KnownCatalog,
): Promise<void> => {
  await tx.query(
    /* sql */ `
    update sync_worker.fingerprints set is_current = false
     where tenant_id = $1 and integration_id = $2 and is_current`,
    [tenantId, integrationId],
  );
};

/** Of an integration that was deleted. */
export const forgetFingerprint = (tx: Queryable, catalog: KnownCatalog): Promise<void> =>
  deleteOfCatalog(tx, 'fingerprints', catalog);

/** The same rows were seen again, in a later snapshot: the next comparison is with that. */
export const advanceFingerprint = async (
  tx: Queryable,
  { tenantId, integrationId }: KnownCatalog,
  { transaction, isQuiet }: Fingerprint,
): Promise<void> => {
  await tx.query(
    /* sql */ `
    update sync_worker.fingerprints set transaction = $3, is_quiet = $4
     where tenant_id = $1 and integration_id = $2 and is_current
       and (transaction, is_quiet) is distinct from ($3, $4)`,
    [tenantId, integrationId, transaction, isQuiet],
  );
};

/** What statistics were read to; null where that is not known. */
export const readPrintOfStatistics = async (
  db: Queryable,
  { tenantId, integrationId }: KnownCatalog,
): Promise<Buffer | null> => {
  const { rows } = await db.query<{ statistics: Buffer | null }>(
    'select statistics from sync_worker.fingerprints where tenant_id = $1 and integration_id = $2',
    [tenantId, integrationId],
  );
  return rows[0]?.statistics ?? null;
};

/** Beside the fingerprint, where there is one. */
export const savePrintOfStatistics = async (
  tx: Queryable,
  { tenantId, integrationId }: KnownCatalog,
  statistics: Buffer,
): Promise<void> => {
  await tx.query(
    /* sql */ `
    update sync_worker.fingerprints set statistics = $3
     where tenant_id = $1 and integration_id = $2 and statistics is distinct from $3`,
    [tenantId, integrationId, statistics],
  );
};
