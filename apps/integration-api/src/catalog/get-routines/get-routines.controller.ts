import { Controller } from '@nestjs/common';
import { routes } from '@cadastre/api-contract';
import { getRoutines } from '@cadastre/catalog-read-model';
import type { Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { CatalogAnswers } from '../catalog-answers.ts';
import { objectAnswer } from '../object-answer.ts';

@Controller()
export class GetRoutinesController {
  constructor(private readonly answers: CatalogAnswers) {}

  @Endpoint(routes.getRoutines)
  getRoutines(call: Call<typeof routes.getRoutines>): Promise<Answer> {
    return objectAnswer(this.answers, call, async (db, request) => {
      const items = await getRoutines(db, request);
      return items.length === 0 ? null : { items };
    });
  }
}
