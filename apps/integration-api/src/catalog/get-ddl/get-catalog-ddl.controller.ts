import { Controller } from '@nestjs/common';
import { routes } from '@cadastre/api-contract';
import { writeDdl } from '@cadastre/catalog-ddl';
import { fetchStoredObjects, storedObjects, streamAsTenant } from '@cadastre/catalog-read-model';
import { ApiPlatform } from '../../api-platform.ts';
import type { Answer } from '../../http/answer.ts';
import { TheCall, type Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { CatalogAnswers } from '../catalog-answers.ts';
import { sqlAnswer } from './sql-answer.ts';

@Controller()
export class GetCatalogDdlController {
  constructor(
    private readonly answers: CatalogAnswers,
    private readonly platform: ApiPlatform,
  ) {}

  /** All of it is of one moment, however long the client takes to read it. */
  @Endpoint(routes.getCatalogDdl)
  getCatalogDdl(@TheCall() call: Call<typeof routes.getCatalogDdl>): Promise<Answer> {
    const { tenantId, params } = call;
    const catalog = { tenantId, integrationId: params.integration_id };
    return this.answers.about(call, async () =>
      sqlAnswer(
        streamAsTenant(this.platform.pool, tenantId, (db) =>
          writeDdl({
            pages: () => storedObjects(db, catalog),
            fetch: (identities) => fetchStoredObjects(db, catalog, identities),
          }),
        ),
      ),
    );
  }
}
