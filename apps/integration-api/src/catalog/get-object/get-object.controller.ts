import { Controller } from '@nestjs/common';
import { routes } from '@cadastre/api-contract';
import { getByIdentity } from '@cadastre/catalog-read-model';
import { Answer } from '../../http/answer.ts';
import { ApiError } from '../../http/api-error.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { CatalogAnswers } from '../catalog-answers.ts';

@Controller()
export class GetObjectController {
  constructor(private readonly answers: CatalogAnswers) {}

  @Endpoint(routes.getObject)
  getObject(call: Call<typeof routes.getObject>): Promise<Answer> {
    return this.answers.about(call, async (db) => {
      const { integration_id: integrationId, catalog, oid } = call.params;
      const found = await getByIdentity(db, {
        tenantId: call.tenantId,
        integrationId,
        identity: { catalog, oid },
      });
      if (found === null)
        throw new ApiError('object-not-found', 'The catalog holds nothing of this identity');
      return new Answer(found);
    });
  }
}
