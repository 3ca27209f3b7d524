import { status } from '@grpc/grpc-js';
import type { ErrorKind } from '@cadastre/errors';
import { problems, type AnsweredCode, type ProblemEntry } from '@cadastre/api-contract';

/** The one place where a kind of failure becomes a status code of gRPC. */
const statusOfKind: Readonly<Record<ErrorKind, status>> = {
  'invalid-input': status.INVALID_ARGUMENT,
  unauthenticated: status.UNAUTHENTICATED,
  forbidden: status.PERMISSION_DENIED,
  'not-found': status.NOT_FOUND,
  conflict: status.FAILED_PRECONDITION,
  'precondition-failed': status.FAILED_PRECONDITION,
  'payload-too-large': status.RESOURCE_EXHAUSTED,
  unprocessable: status.FAILED_PRECONDITION,
  'rate-limited': status.RESOURCE_EXHAUSTED,
  internal: status.INTERNAL,
  'target-unavailable': status.UNAVAILABLE,
  unavailable: status.UNAVAILABLE,
};

/** Where a code says more than its kind. ABORTED: two writers met, read again and decide again. */
const statusOfCode: Partial<Record<AnsweredCode, status>> = {
  'integration-already-registered': status.ALREADY_EXISTS,
  'stream-version-conflict': status.ABORTED,
  'credential-version-taken': status.ABORTED,
  'idempotency-key-in-use': status.ABORTED,
  'parked-position-moved': status.ABORTED,
  'position-beyond-log': status.OUT_OF_RANGE,
};

export const grpcStatusOf = (code: AnsweredCode): status => {
  const entry: ProblemEntry = problems[code];
  return statusOfCode[code] ?? statusOfKind[entry.kind];
};

/** `SYNC_ALREADY_RUNNING`: what `ErrorInfo.reason` says for a problem code. */
export const reasonOf = (code: AnsweredCode): string => code.toUpperCase().replaceAll('-', '_');
