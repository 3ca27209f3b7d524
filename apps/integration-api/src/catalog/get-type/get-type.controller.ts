import { Controller } from '@nestjs/common';
import { routes } from '@cadastre/api-contract';
import { getType } from '@cadastre/catalog-read-model';
import type { Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { CatalogAnswers } from '../catalog-answers.ts';
import { objectAnswer } from '../object-answer.ts';

@Controller()
export class GetTypeController {
  constructor(private readonly answers: CatalogAnswers) {}

  @Endpoint(routes.getType)
  getType(call: Call<typeof routes.getType>): Promise<Answer> {
    return objectAnswer(this.answers, call, getType);
  }
}
