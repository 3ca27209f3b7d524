import { TargetFailure, type TargetStep } from './target-failure.ts';

/** Whether this is what a pooler says that gives every statement another connection of the server. */
export const isRefusedTransaction = (sql: string, error: unknown): boolean =>
  /^\s*begin\b/i.test(sql) && (error as { readonly code?: unknown } | null)?.code === '08P01';

export const statementPooling = (step: TargetStep | null): TargetFailure =>
  new TargetFailure('database', step, {
    detail:
      'This is a pooler that takes single statements only (pool_mode = statement): nothing can be read in one snapshot.',
    hint: 'Connect to the PostgreSQL server itself, or to a pool with pool_mode = transaction or session.',
  });
