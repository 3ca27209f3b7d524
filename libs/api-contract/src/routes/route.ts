import type { z } from 'zod';
import type { AnsweredCode } from '../problems/problem-registry.ts';

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export type RouteAnswer = {
  readonly status: number;
  readonly description: string;
  /** None for an answer without a body. */
  readonly body?: z.ZodType;
  /** `application/json` unless said otherwise. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/**
 * One operation of the API, complete: controllers, parsing, access, the OpenAPI document and clients are made from it.
 *
 * `kind` decides what happens around a handler. `command`: changes something; takes `Idempotency-Key`, answers
 * with `Cadastre-Commit`. `query`: takes `Cadastre-Wait-For`. `check`: neither.
 */
export type Route = {
  readonly id: string;
  readonly method: HttpMethod;
  /** With parameters as `{snake_case}`. */
  readonly path: string;
  readonly tag: string;
  readonly kind: 'command' | 'query' | 'check';
  /** Who may call it: everybody, or callers that carry an API key (where keys are asked for). */
  readonly access: 'public' | 'key';
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject;
  /** The problem for a path parameter that no thing can have: an id that is not a UUID names nothing. */
  readonly notFound?: AnsweredCode;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The body has a credential that is tried: what is wrong with the body is the first step, `fields`, failing. */
  readonly triesCredential?: boolean;
  /** Answers carry an `ETag`; `If-None-Match` is honoured. */
  readonly hasEtag?: boolean;
  readonly answers: readonly RouteAnswer[];
  /** Besides those that every route of its kind may answer with. */
  readonly problems: readonly AnsweredCode[];
};

export const defineRoute = <const R extends Route>(route: R): R => route;

type OutputOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

export type ParamsOf<R extends Route> = OutputOf<R['params']>;
export type QueryOf<R extends Route> = OutputOf<R['query']>;
export type BodyOf<R extends Route> = OutputOf<R['body']>;
