import type { GetObject } from '@cadastre/catalog-read-model';
import type { IntegrationId } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import { Answer } from '../http/answer.ts';
import { ApiError } from '../http/api-error.ts';
import type { Call } from '../http/call.ts';
import type { CatalogAnswers } from './catalog-answers.ts';

type ObjectCall = Pick<Call, 'tenantId' | 'headers'> & {
  readonly params: { readonly integration_id: IntegrationId; readonly schema: string; readonly name: string };
};

/** One object of the catalog by name. @throws ApiError object-not-found, IntegrationNotFound */
export const objectAnswer = (
  answers: CatalogAnswers,
  call: ObjectCall,
  find: (db: Queryable, request: GetObject) => Promise<object | null>,
): Promise<Answer> =>
  answers.about(call, async (db) => {
    const { tenantId, params } = call;
    const { integration_id: integrationId, schema, name } = params;
    const found = await find(db, { tenantId, integrationId, schema, name });
    if (found === null)
      throw new ApiError('object-not-found', 'The catalog holds nothing of this schema and name');
    return new Answer(found);
  });
