import type { LoggerService } from '@nestjs/common';
import type { Log } from '@cadastre/service-runtime';

/** Nest's own words in our log: what it says of its start is for debugging, its complaints stay complaints. */
export class NestLog implements LoggerService {
  constructor(private readonly out: Log) {}

  log(message: unknown, context?: unknown): void {
    this.out.debug({ nest: String(message), context: String(context) }, 'nest says');
  }

  warn(message: unknown, context?: unknown): void {
    this.out.warn({ nest: String(message), context: String(context) }, 'nest warns');
  }

  error(message: unknown, stack?: unknown): void {
    this.out.error({ nest: String(message), stack: String(stack) }, 'nest failed');
  }
}
