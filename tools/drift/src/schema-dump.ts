import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readModelSchema } from '@cadastre/catalog-read-model';
import { startEmbeddedPostgres } from '@cadastre/embedded-postgres';
import type { CatalogObject } from '@cadastre/events';
import { apiSchema } from '@cadastre/integration-api';
import { introspect } from '@cadastre/pg-introspection';
import { prepareDatabase } from '@cadastre/platform';
import { silentLog } from '@cadastre/service-runtime';
import { syncWorkerSchema } from '@cadastre/sync-worker';
import { egressPolicy, openTarget } from '@cadastre/target-connection';
import type { Artifact } from './artifact.ts';
import { describeObject } from './describe-object.ts';

/** Our own database, migrated from nothing and read by our own introspection: a changed migration is seen at a glance. */
export const schemaDump: Artifact = {
  path: 'docs/generated/database.txt',
  generate: async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'cadastre-drift-'));
    const server = await startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres'), log: silentLog });
    try {
      await prepareDatabase({ url: server.url, ownerUrl: undefined }, [
        readModelSchema,
        apiSchema,
        syncWorkerSchema,
      ]);
      const objects = await readObjects(server.url);
      return `${objects
        .filter(({ definition }) => definition.extension === null)
        .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
        .flatMap(describeObject)
        .join('\n')}\n`;
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

const sortKey = ({ schema, name, kind, qualified_name }: CatalogObject): string =>
  [schema ?? name, schema === null ? '' : kind, qualified_name].join('\u0000');

const readObjects = async (url: string): Promise<CatalogObject[]> => {
  const { hostname, port, username, password, pathname } = new URL(url);
  const target = await openTarget(
    {
      host: hostname,
      port: Number(port),
      username: decodeURIComponent(username),
      password: decodeURIComponent(password),
      database_name: pathname.slice(1),
      ssl_mode: 'disable',
      ca_pem: null,
    },
    egressPolicy({ allow: [], allowPrivate: true }),
    { applicationName: 'cadastre drift', connectTimeoutMs: 5_000, statementTimeoutMs: 60_000 },
  );
  try {
    const objects: CatalogObject[] = [];
    for await (const step of introspect(target)) {
      if (step.type === 'page') objects.push(...step.objects.map(({ object }) => object));
    }
    return objects;
  } finally {
    await target.close();
  }
};
