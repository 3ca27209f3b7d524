import { Controller } from '@nestjs/common';
import { routes } from '@cadastre/api-contract';
import { writeDdl, type DdlOrigin } from '@cadastre/catalog-ddl';
import {
  catalogReading,
  fetchStoredObjects,
  storedObjects,
  streamAsTenant,
  type CatalogReading,
} from '@cadastre/catalog-read-model';
import { IntegrationNotFound } from '@cadastre/integration';
import type { Queryable } from '@cadastre/postgres';
import { ApiPlatform } from '../../api-platform.ts';
import type { Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { CatalogAnswers } from '../catalog-answers.ts';
import { sqlAnswer } from './sql-answer.ts';

type CatalogOf = { readonly tenantId: string; readonly integrationId: string };

@Controller()
export class GetCatalogDdlController {
  constructor(
    private readonly answers: CatalogAnswers,
    private readonly platform: ApiPlatform,
  ) {}

  /** All of it is of one moment, its head too, however long the client takes to read it. */
  @Endpoint(routes.getCatalogDdl)
  getCatalogDdl(call: Call<typeof routes.getCatalogDdl>): Promise<Answer> {
    const { tenantId, params } = call;
    const catalog = { tenantId, integrationId: params.integration_id };
    return this.answers.aboutWhole(call, () =>
      sqlAnswer(streamAsTenant(this.platform.pool, tenantId, (db) => script(db, catalog))),
    );
  }
}

async function* script(db: Queryable, catalog: CatalogOf): AsyncGenerator<string, void> {
  const origin = originOf(await catalogReading(db, catalog));
  // Deleted since the answer began: a stream that breaks off says more than an empty script.
  if (origin === null) throw new IntegrationNotFound({ integrationId: catalog.integrationId });
  yield* writeDdl(
    {
      pages: () => storedObjects(db, catalog),
      fetch: (identities) => fetchStoredObjects(db, catalog, identities),
    },
    origin,
  );
}

const originOf = (reading: CatalogReading | null): DdlOrigin | null => {
  if (reading?.integrationStatus === 'deleted' || !reading?.completed) return null;
  const { databaseName, options, completed, unfinished } = reading;
  return {
    databaseName,
    sync: { id: completed.syncId, startedAt: completed.startedAt, finishedAt: completed.finishedAt },
    skipped: completed.skipped,
    includeSchemas: options.include_schemas,
    excludeSchemas: options.exclude_schemas,
    unfinished:
      unfinished === null ? null : { id: unfinished.syncId, isRunning: unfinished.status === 'PROCESSING' },
  };
};
