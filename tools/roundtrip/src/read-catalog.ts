import type { DdlSource } from '@cadastre/catalog-ddl';
import { identityKey, type CatalogObject } from '@cadastre/events';
import { introspect } from '@cadastre/pg-introspection';
import { egressPolicy, openTarget } from '@cadastre/target-connection';
import type { ServerAddress } from './programs.ts';

export type ReadCatalog = { readonly source: DdlSource; readonly objects: number; readonly seconds: number };

/** Reads a database as a sync would. */
export const readCatalog = async (address: ServerAddress, database: string): Promise<ReadCatalog> => {
  const startedAt = performance.now();
  const target = await openTarget(
    {
      host: address.host,
      port: address.port,
      username: address.username,
      password: address.password,
      database_name: database,
      ssl_mode: address.sslMode,
      ca_pem: null,
    } as Parameters<typeof openTarget>[0],
    egressPolicy({ allow: [], allowPrivate: true }),
    {
      applicationName: 'cadastre round trip',
      connectTimeoutMs: 5_000,
      statementTimeoutMs: 300_000,
      isPasswordOptional: true,
    },
  );
  const objects = new Map<string, CatalogObject>();
  try {
    for await (const step of introspect(target)) {
      if (step.type !== 'page') continue;
      for (const { object, json } of step.objects) {
        // From the text that is stored and hashed: what is not in there cannot be written.
        const stored = { ...object, definition: JSON.parse(json) as unknown } as CatalogObject;
        objects.set(identityKey(object.identity), stored);
      }
    }
  } finally {
    await target.close();
  }
  return {
    source: {
      pages: async function* () {
        yield [...objects.values()];
      },
      fetch: async (identities) => identities.flatMap((identity) => objects.get(identityKey(identity)) ?? []),
    },
    objects: objects.size,
    seconds: (performance.now() - startedAt) / 1_000,
  };
};
