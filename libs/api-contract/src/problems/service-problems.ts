import { defineProblems } from './problem-entry.ts';

/** Something on our side. */
export const serviceProblems = defineProblems({
  unavailable: {
    kind: 'unavailable',
    title: 'Cadastre is temporarily unavailable',
    retryable: true,
    meaning:
      'Its own database cannot be reached at the moment, the process is stopping, or it is about to be upgraded and a newer one wrote what the command is about. It recovers by itself.',
    remedy: [
      'Wait as long as `Retry-After` says and send the request again, a command with the same `Idempotency-Key`.',
      'Operators: `GET /health/ready` names the dependency that is away.',
    ],
  },
  'read-model-behind': {
    kind: 'unavailable',
    title: 'The read model has not caught up',
    retryable: true,
    meaning:
      'The query carried `Cadastre-Wait-For` and the commit was not in the read models within 5 s: projections are behind, parked or stopped, or there is no such commit. Or a command named a sync that only a read model which is behind could know.',
    remedy: [
      'Send the query again, or without the header for the state as it is now; a command with the same `Idempotency-Key`.',
      'Operators: `GET /health/ready` shows how far each projection is.',
    ],
  },
  'credential-unreadable': {
    kind: 'internal',
    title: 'The credential cannot be opened',
    retryable: false,
    meaning:
      'The stored credential was encrypted with another key than the one this installation runs with, or was altered.',
    remedy: [
      'Operators: check that `CADASTRE_KEY_FILE` is the key this installation was started with.',
      'Or enter the credential again: `PATCH /integrations/{integration_id}` with the whole credential, password included.',
    ],
  },
  internal: {
    kind: 'internal',
    title: 'Something went wrong on our side',
    retryable: false,
    meaning: 'A bug. The cause is in the log under the correlation id and nowhere else.',
    remedy: ['Report it with the `correlation_id`.'],
  },
});
