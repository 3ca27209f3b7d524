import { Controller } from '@nestjs/common';
import { routes } from '@cadastre/api-contract';
import { getRelation } from '@cadastre/catalog-read-model';
import type { Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { CatalogAnswers } from '../catalog-answers.ts';
import { objectAnswer } from '../object-answer.ts';

@Controller()
export class GetRelationController {
  constructor(private readonly answers: CatalogAnswers) {}

  @Endpoint(routes.getRelation)
  getRelation(call: Call<typeof routes.getRelation>): Promise<Answer> {
    return objectAnswer(this.answers, call, async (db, request) => {
      const relation = await getRelation(db, request);
      // A page has every part, whether or not its kind can have any.
      return relation && { constraints: [], indexes: [], triggers: [], ...relation };
    });
  }
}
