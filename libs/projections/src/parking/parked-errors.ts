import { AppError } from '@cadastre/errors';

/** Never was, or is free again. */
export class ParkedKeyNotFound extends AppError {
  override readonly kind = 'not-found';
  override readonly code = 'parked-key-not-found';
  override readonly title = 'No such key is parked';
  constructor(facts: { projection: string; key: string }) {
    super(`${facts.projection} has no parked key ${facts.key}`, facts);
  }
}

/** Whoever wants to skip an event names it; another one is never given up in its place. */
export class ParkedPositionMoved extends AppError {
  override readonly kind = 'conflict';
  override readonly code = 'parked-position-moved';
  override readonly title = 'The key is parked at another event';
  constructor(facts: { projection: string; key: string; named: number; position: number }) {
    super(
      `${facts.key} is parked at position ${facts.position} of the log, not at ${facts.named}; nothing was skipped`,
      facts,
    );
  }
}
