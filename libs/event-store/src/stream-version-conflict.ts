import { AppError } from '@cadastre/errors';

/** Somebody else wrote to the stream since it was read. Read again, decide again. */
export class StreamVersionConflict extends AppError {
  override readonly kind = 'conflict';
  override readonly code = 'stream-version-conflict';
  override readonly title = 'Somebody else changed this at the same moment';
  constructor(facts: { streamId: string; expectedVersion: number | 'any'; actualVersion: number }) {
    super(
      `Stream ${facts.streamId} has version ${facts.actualVersion}, expected was ${facts.expectedVersion}`,
      facts,
    );
  }
}
