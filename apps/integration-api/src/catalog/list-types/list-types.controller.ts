import { Controller } from '@nestjs/common';
import { routes } from '@cadastre/api-contract';
import { listTypes } from '@cadastre/catalog-read-model';
import type { Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { CatalogAnswers } from '../catalog-answers.ts';
import { listAnswer } from '../list-answer.ts';

@Controller()
export class ListTypesController {
  constructor(private readonly answers: CatalogAnswers) {}

  @Endpoint(routes.listTypes)
  listTypes(call: Call<typeof routes.listTypes>): Promise<Answer> {
    return listAnswer(this.answers, call, listTypes);
  }
}
