import type { ObjectIdentity } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import { inChunks, isoTime, lookUp, recordOf } from '../tables/table.ts';
import type { CatalogEntry, ObjectKeyRow } from './object-row.ts';
import { objectOf, storedColumns, type StoredObject } from './stored-object.ts';

/** Objects by their key; null for one that is gone. */
export type EntryStates = Map<string, CatalogEntry | null>;

export type ObjectKey = {
  readonly tenantId: string;
  readonly integrationId: string;
  readonly identity: ObjectIdentity;
};

export const keyText = ({ tenantId, integrationId, identity }: ObjectKey): string =>
  `${tenantId} ${integrationId} ${identity.catalog} ${identity.oid}`;

export const keyTextOfRow = ({ tenant_id, integration_id, catalog, oid }: ObjectKeyRow): string =>
  keyText({ tenantId: tenant_id, integrationId: integration_id, identity: { catalog, oid } });

type StoredEntry = StoredObject & {
  tenant_id: string;
  integration_id: string;
  hash: string;
  first_seen_position: string | number;
  first_seen_sync: string;
  first_seen_at: string;
  changed_position: string | number;
  changed_sync: string;
  changed_at: string;
};

const key = { tenant_id: 'text', integration_id: 'uuid', oid: 'oid', catalog: 'text' };

/** What is stored of these objects; a key without a row is not in the answer. */
export const readEntries = async (tx: Queryable, keys: readonly ObjectKey[]): Promise<EntryStates> => {
  const states: EntryStates = new Map();
  await inChunks(keys, async (chunk) => {
    const { rows } = await tx.query<StoredEntry>(
      /* sql */ `
      select ${storedColumns('known')}, known.tenant_id, known.integration_id, known.hash,
             known.first_seen_position, known.first_seen_sync, ${isoTime('known.first_seen_at')},
             known.changed_position, known.changed_sync, ${isoTime('known.changed_at')}
        from json_to_recordset($1) as wanted(${recordOf(key)}) ${lookUp('objects', 'wanted', key)}`,
      [
        JSON.stringify(
          chunk.map(({ tenantId, integrationId, identity }) => ({
            tenant_id: tenantId,
            integration_id: integrationId,
            ...identity,
          })),
        ),
      ],
    );
    for (const row of rows) {
      const entry = entryOf(row);
      states.set(keyText({ ...entry, identity: entry.object.identity }), entry);
    }
  });
  return states;
};

const entryOf = (row: StoredEntry): CatalogEntry => ({
  tenantId: row.tenant_id,
  integrationId: row.integration_id,
  object: objectOf(row),
  hash: row.hash,
  firstSeen: { position: Number(row.first_seen_position), sync: row.first_seen_sync, at: row.first_seen_at },
  changed: { position: Number(row.changed_position), sync: row.changed_sync, at: row.changed_at },
});
