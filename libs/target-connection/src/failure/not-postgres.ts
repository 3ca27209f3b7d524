import { TargetFailure, type TargetStep } from './target-failure.ts';

const hint = 'Check host and port: PostgreSQL listens on 5432 by default, connection poolers often on 6432.';

/** The peer speaks, but another language. Its bytes are not repeated. */
export const speaksAnotherProtocol = (step: TargetStep | null): TargetFailure =>
  new TargetFailure('not-postgres', step, {
    detail: 'What answers on this port does not speak the PostgreSQL protocol.',
    hint,
  });

/** Also what a proxy does while the server behind it restarts, so another try is worth it. */
export const closedWithoutAnswer = (step: TargetStep): TargetFailure =>
  new TargetFailure('not-postgres', step, {
    detail: 'The server closed the connection without answering as PostgreSQL does.',
    hint,
    isTransient: true,
  });
