import { HttpException } from '@nestjs/common';
import { AppError, InvalidInput, type ErrorKind } from '@cadastre/errors';
import {
  isAnsweredCode,
  problems,
  type Problem,
  type AnsweredCode,
  type ProblemEntry,
} from '@cadastre/api-contract';
import { toUnavailable } from '@cadastre/postgres';
import { ApiError } from './api-error.ts';
import { routeRefusal } from './route-refusal.ts';

/** The one place where a kind of failure becomes an HTTP status. */
export const statusOfKind: Readonly<Record<ErrorKind, number>> = {
  'invalid-input': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'precondition-failed': 412,
  'payload-too-large': 413,
  unprocessable: 422,
  'rate-limited': 429,
  internal: 500,
  'target-unavailable': 502,
  unavailable: 503,
};

export type AnsweredProblem = {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  /** Set for a bug: what to log. Nothing of it is in the answer. */
  readonly bug?: unknown;
};

export type AskedRequest = { method: string; url: string; correlationId: string };

/** Any thrown value as problem details (RFC 9457). What is not an AppError is a bug: a bare 500. */
export const toProblem = (thrown: unknown, request: AskedRequest): AnsweredProblem => {
  const error = expected(thrown, request);
  if (error === undefined) return describe(bug(), request, thrown);
  return describe(error, request);
};

const bug = (): ApiError =>
  new ApiError('internal', 'An unexpected error; its cause is in the log under the correlation id');

const expected = (thrown: unknown, request: AskedRequest): AppError | undefined => {
  // Any other code is none that a client should meet.
  if (thrown instanceof AppError) return isAnsweredCode(thrown.code) ? thrown : undefined;
  if (thrown instanceof HttpException) return refusal(thrown, request);
  const unavailable = toUnavailable(thrown);
  return unavailable instanceof AppError ? unavailable : undefined;
};

/** What Nest and Fastify refuse on their own. Their words are not repeated. */
const refusal = (exception: HttpException, request: AskedRequest): AppError | undefined => {
  switch (exception.getStatus()) {
    case 404:
      return routeRefusal(request);
    case 413:
      return new ApiError('payload-too-large', 'The body is larger than 1 MiB');
    case 415:
      return new ApiError('unsupported-media-type', 'Bodies must be application/json');
    case 400:
      return new InvalidInput([{ pointer: '', detail: 'the request line or its framing is not valid' }]);
    default:
      return undefined;
  }
};

const describe = (error: AppError, request: AskedRequest, thrown?: unknown): AnsweredProblem => {
  const entry: ProblemEntry = problems[error.code as AnsweredCode];
  const status = entry.status ?? statusOfKind[entry.kind];
  const retryAfter = retryAfterSeconds(error, entry);
  const problem: Problem = {
    type: `/problems/${error.code}`,
    title: entry.title,
    status,
    detail: error.message,
    instance: request.url.split('?')[0] ?? '/',
    code: error.code as AnsweredCode,
    retryable: entry.retryable,
    correlation_id: request.correlationId,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error instanceof InvalidInput ? { errors: [...error.issues] } : {}),
    ...members(error),
  };
  return {
    problem,
    headers: {
      ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
      ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
      ...(error instanceof ApiError ? error.headers : {}),
    },
    ...(entry.kind === 'internal' ? { bug: thrown ?? error } : {}),
  };
};

/** Facts of a domain error that are part of the contract, under their public names. */
const publicFacts: Partial<Record<AnsweredCode, Readonly<Record<string, string>>>> = {
  'sync-already-running': { syncId: 'sync_id' },
  'parked-position-moved': { position: 'position' },
};

const members = (error: AppError): Record<string, unknown> => {
  if (error instanceof ApiError) return { ...error.members };
  const names = publicFacts[error.code as AnsweredCode] ?? {};
  return Object.fromEntries(Object.entries(names).map(([fact, name]) => [name, error.facts[fact]]));
};

const retryAfterSeconds = (error: AppError, entry: ProblemEntry): number | undefined => {
  if (entry.kind !== 'unavailable') return undefined;
  const { retryAfterSeconds: seconds } = error.facts as { retryAfterSeconds?: number };
  return seconds ?? 1;
};
