import { AppError } from '@cadastre/errors';

/** The stream exists and is not the writer's. Answered like one that does not exist: ids of others give nothing away. */
export class StreamOfAnotherTenant extends AppError {
  override readonly kind = 'not-found';
  override readonly code = 'stream-not-found';
  override readonly title = 'There is no such stream';
  constructor(facts: { streamId: string }) {
    super(`There is no stream ${facts.streamId}`, facts);
  }
}
