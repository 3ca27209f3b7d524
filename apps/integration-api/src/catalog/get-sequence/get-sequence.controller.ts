import { Controller } from '@nestjs/common';
import { routes } from '@cadastre/api-contract';
import { getSequence } from '@cadastre/catalog-read-model';
import type { Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { CatalogAnswers } from '../catalog-answers.ts';
import { objectAnswer } from '../object-answer.ts';

@Controller()
export class GetSequenceController {
  constructor(private readonly answers: CatalogAnswers) {}

  @Endpoint(routes.getSequence)
  getSequence(call: Call<typeof routes.getSequence>): Promise<Answer> {
    return objectAnswer(this.answers, call, getSequence);
  }
}
