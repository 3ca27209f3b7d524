import { z } from 'zod';
import { InvalidInput, type InputIssue } from '@cadastre/errors';
import { canonicalJson } from '@cadastre/events';
import { IdempotencyKey, headerNames, problems, type Route } from '@cadastre/api-contract';
import { ApiError, fieldsRefused } from './api-error.ts';
import type { Caller } from '../access/caller.ts';
import type { Call } from './call.ts';
import { bodyPointer, parseInput, pathPointer, queryPointer } from './parse-input.ts';

/** Keyed hash: a body holds a password, so a plain hash of it must not be stored. */
type Mac = { mac(text: string): string };

/** A request as it came, by whatever protocol. */
export type SentRequest = {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly url: string;
  /** Its correlation id. */
  readonly id: string;
  readonly caller?: Caller;
};

/**
 * A request as its route describes it.
 *
 * @throws InvalidInput with a pointer per wrong place; the route's not-found problem for an impossible id
 */
export const parseCall = (
  route: Route,
  request: SentRequest,
  { vault, isPasswordOptional }: { vault: Mac; isPasswordOptional: boolean },
): Call => {
  const params = parseParams(route, request.params);
  const query = route.query && parseInput(route.query.strict(), request.query, queryPointer);
  const body = refusingAsStep(
    route,
    () => parseBody(route, request.body),
    () => (isPasswordOptional ? [] : missingPassword(route, request.body)),
  );
  return {
    tenantId: request.caller?.tenantId ?? '',
    actor: request.caller?.actor ?? '',
    route,
    params: params as Call['params'],
    query: query,
    body,
    url: request.url,
    correlationId: request.id,
    headers: request.headers as Call['headers'],
    idempotency: route.kind === 'command' ? idempotencyOf(route, request, vault) : null,
    claimed: null,
  };
};

/** An id that no thing can have names nothing: that is 404, not a lesson in syntax. */
const parseParams = ({ params, notFound }: Route, value: unknown): unknown => {
  if (params === undefined) return undefined;
  if (notFound === undefined) return parseInput(params, value, pathPointer);
  const parsed = params.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ApiError(notFound, problems[notFound].title);
};

const parseBody = ({ body: schema, method }: Route, body: unknown): unknown => {
  if (schema === undefined) {
    if (body === undefined || isEmptyObject(body)) return undefined;
    throw new InvalidInput([{ pointer: '', detail: `this ${method} takes no body` }]);
  }
  // No body is told field by field what is missing, as an empty object is.
  return parseInput(
    schema,
    body === undefined && !schema.safeParse(undefined).success ? {} : body,
    bodyPointer,
  );
};

/** @param more what else is wrong, so that everything is said in one round */
const refusingAsStep = <T>({ triesCredential }: Route, parse: () => T, more: () => InputIssue[]): T => {
  try {
    return parse();
  } catch (error) {
    if (triesCredential !== true || !(error instanceof InvalidInput)) throw error;
    throw fieldsRefused([...error.issues, ...more()]);
  }
};

/** The schema cannot ask for a password, for some installations take none; a new credential of all others needs one. */
const missingPassword = ({ method }: Route, body: unknown): InputIssue[] => {
  if (method !== 'POST' || typeof body !== 'object' || body === null) return [];
  const { credential } = body as { credential?: unknown };
  if (typeof credential !== 'object' || credential === null || 'password' in credential) return [];
  return [{ pointer: '/credential/password', detail: 'is required' }];
};

const isEmptyObject = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && Object.keys(body).length === 0;

const idempotencyOf = (route: Route, request: SentRequest, vault: Mac): Call['idempotency'] => {
  const header = request.headers[headerNames.idempotencyKey.toLowerCase()];
  if (header === undefined) return null;
  const key = parseInput(z.string().pipe(IdempotencyKey), header, () => headerNames.idempotencyKey);
  return { key, requestMac: vault.mac(canonicalJson([route.id, request.params, request.body ?? null])) };
};
