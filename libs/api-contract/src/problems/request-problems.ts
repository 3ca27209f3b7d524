import { defineProblems } from './problem-entry.ts';

/** The request itself cannot be understood or is not allowed. */
export const requestProblems = defineProblems({
  'invalid-input': {
    kind: 'invalid-input',
    title: 'The request is not valid',
    retryable: false,
    meaning:
      'A field, query parameter or header is missing, has the wrong type or is out of its range. Nothing was done.',
    remedy: [
      'Look at `errors`: each entry has a `pointer` (a JSON pointer into the body, `?name` for a query parameter, `Header-Name` for a header) and a `detail`.',
      'Correct these places and send the request again. `/openapi.json` holds the schema of every request.',
    ],
  },
  'malformed-json': {
    kind: 'invalid-input',
    title: 'The body is not JSON',
    retryable: false,
    meaning:
      'The body says it is `application/json` and cannot be parsed as such, or has a `__proto__` member.',
    remedy: ['Send well-formed JSON in UTF-8.'],
  },
  'body-too-deep': {
    kind: 'invalid-input',
    title: 'The body is nested too deeply',
    retryable: false,
    meaning: 'Objects and arrays of a body may be nested 32 levels deep at most.',
    remedy: ['Send a flatter body; no request of this API needs more than four levels.'],
  },
  'payload-too-large': {
    kind: 'payload-too-large',
    title: 'The body is too large',
    retryable: false,
    meaning: 'A body may have 1 MiB (1,048,576 bytes) at most.',
    remedy: ['Send less in one request.'],
  },
  'unsupported-media-type': {
    kind: 'invalid-input',
    status: 415,
    title: 'The body has a media type that is not understood',
    retryable: false,
    meaning: 'Bodies are JSON.',
    remedy: ['Send `Content-Type: application/json`.'],
  },
  'route-not-found': {
    kind: 'not-found',
    title: 'There is nothing at this path',
    retryable: false,
    meaning: 'The path is not one of the API.',
    remedy: ['Compare it with the paths in `/openapi.json` or at `/docs`.'],
  },
  'method-not-allowed': {
    kind: 'invalid-input',
    status: 405,
    title: 'The path exists, but not with this method',
    retryable: false,
    meaning: 'The path answers to other HTTP methods than the one used.',
    remedy: ['Use one of the methods that the `Allow` header names.'],
  },
  unauthenticated: {
    kind: 'unauthenticated',
    title: 'The request carries no valid API key',
    retryable: false,
    meaning: 'A key is missing, unknown, expired or revoked. The answer is the same for all of these.',
    remedy: [
      'Send `Authorization: Bearer <key>`.',
      'An operator makes a key with `cadastre api-key create <name>`; it is shown once.',
    ],
  },
  forbidden: {
    kind: 'forbidden',
    title: 'This is not allowed',
    retryable: false,
    meaning: 'The caller is known and may not do this.',
    remedy: ['Ask an operator of this installation.'],
  },
  'host-not-allowed': {
    kind: 'forbidden',
    title: 'The API was called by a name that is not its own',
    retryable: false,
    meaning:
      'This API lets everybody of its machine in, without a key, so it answers to names of this machine only. The `Host` header named another one: a proxy in front of it, or a web page elsewhere that gave its name the address of this machine.',
    remedy: [
      'Call it as `http://127.0.0.1:<port>` or `http://localhost:<port>`.',
      'To reach it through a proxy or by another name, set `CADASTRE_AUTH=api-key` and give every caller a key.',
    ],
  },
  'idempotency-key-reused': {
    kind: 'unprocessable',
    title: 'The idempotency key was used for another request',
    retryable: false,
    meaning:
      'The same `Idempotency-Key` came before with another method, path or body. A key stands for one request for 24 hours.',
    remedy: ['Make a new key, for example a UUID, for each new request.'],
  },
  'idempotency-key-in-use': {
    kind: 'conflict',
    title: 'A request with this idempotency key is being carried out',
    retryable: true,
    meaning: 'The first request with this key has not been answered yet.',
    remedy: ['Wait as long as `Retry-After` says and send the same request again: it gets the same answer.'],
  },
  'position-beyond-log': {
    kind: 'unprocessable',
    title: 'The log does not reach to this position',
    retryable: false,
    meaning:
      'A subscription is to begin after a position that was never given. The position belongs to another installation, or the database was restored from a backup that is older than what the subscriber has seen.',
    remedy: [
      'Subscribe from a position that the log has, 0 for all of it, and compare `event_id` with what is known already.',
    ],
  },
  'rate-limited': {
    kind: 'rate-limited',
    title: 'Too many requests',
    retryable: true,
    meaning: 'More requests came than this caller may send.',
    remedy: ['Wait as long as `Retry-After` says.'],
  },
});
