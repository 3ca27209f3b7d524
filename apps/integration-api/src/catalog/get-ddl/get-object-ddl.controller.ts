import { Controller } from '@nestjs/common';
import { routes } from '@cadastre/api-contract';
import { objectDdl } from '@cadastre/catalog-ddl';
import { fetchStoredObjects, storedObjectsNamed, type Section } from '@cadastre/catalog-read-model';
import type { CatalogObject } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import type { Answer } from '../../http/answer.ts';
import { ApiError } from '../../http/api-error.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { CatalogAnswers } from '../catalog-answers.ts';
import { sqlAnswer } from './sql-answer.ts';

type NamedCall = Call<typeof routes.getRelationDdl | typeof routes.getSequenceDdl>;

/** Of one object, or of the routines that share a name. */
@Controller()
export class GetObjectDdlController {
  constructor(private readonly answers: CatalogAnswers) {}

  @Endpoint(routes.getObjectDdl)
  getObjectDdl(call: Call<typeof routes.getObjectDdl>): Promise<Answer> {
    const { integration_id: integrationId, ...identity } = call.params;
    return this.about(call, (db) =>
      fetchStoredObjects(db, { tenantId: call.tenantId, integrationId }, [identity]),
    );
  }

  @Endpoint(routes.getRelationDdl)
  getRelationDdl(call: NamedCall): Promise<Answer> {
    return this.named(call, 'relation');
  }

  @Endpoint(routes.getRoutinesDdl)
  getRoutinesDdl(call: NamedCall): Promise<Answer> {
    return this.named(call, 'routine');
  }

  @Endpoint(routes.getTypeDdl)
  getTypeDdl(call: NamedCall): Promise<Answer> {
    return this.named(call, 'type');
  }

  @Endpoint(routes.getSequenceDdl)
  getSequenceDdl(call: NamedCall): Promise<Answer> {
    return this.named(call, 'sequence');
  }

  private named(call: NamedCall, section: Section): Promise<Answer> {
    const { tenantId, params } = call;
    const { integration_id: integrationId, schema, name } = params;
    return this.about(call, (db) =>
      storedObjectsNamed(db, section, { tenantId, integrationId, schema, name }),
    );
  }

  private about(
    call: Parameters<CatalogAnswers['about']>[0],
    find: (db: Queryable) => Promise<CatalogObject[]>,
  ): Promise<Answer> {
    return this.answers.about(call, async (db) => {
      const objects = await find(db);
      if (objects.length === 0)
        throw new ApiError('object-not-found', 'The catalog holds nothing of this name');
      return sqlAnswer(objects.map(objectDdl).join('\n'));
    });
  }
}
