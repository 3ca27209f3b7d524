import { AppError } from './app-error.ts';

/** Something of ours (database, broker) cannot be reached now; the same request may succeed later. */
export class Unavailable extends AppError {
  override readonly kind = 'unavailable';
  override readonly code = 'unavailable';
  override readonly title = 'Cadastre is temporarily unavailable';
  constructor(
    facts: { dependency: string; reason: string; retryAfterSeconds?: number },
    options: { cause?: unknown } = {},
  ) {
    super(`${facts.dependency} is not available: ${facts.reason}`, facts, options);
  }
}
