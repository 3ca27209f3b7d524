import { Controller } from '@nestjs/common';
import { routes } from '@cadastre/api-contract';
import { listSequences } from '@cadastre/catalog-read-model';
import type { Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { CatalogAnswers } from '../catalog-answers.ts';
import { listAnswer } from '../list-answer.ts';

@Controller()
export class ListSequencesController {
  constructor(private readonly answers: CatalogAnswers) {}

  @Endpoint(routes.listSequences)
  listSequences(call: Call<typeof routes.listSequences>): Promise<Answer> {
    return listAnswer(this.answers, call, listSequences);
  }
}
