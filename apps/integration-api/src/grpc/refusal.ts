import { Metadata, status, type StatusObject } from '@grpc/grpc-js';
import { BadRequest, ErrorInfo, RetryInfo, Status } from '@cadastre/grpc-contract';
import { headerNames, type Problem } from '@cadastre/api-contract';
import { toProblem, type AnsweredProblem } from '../http/to-problem.ts';
import type { IncomingCall } from './incoming-call.ts';
import { grpcStatusOf, reasonOf } from './status-of-problem.ts';

const errorDomain = 'cadastre';

/** Longer metadata is refused by clients: 8 KiB in all by default, in base64. */
const mostViolations = 20;

export type Refusal = StatusObject & { readonly bug?: unknown };

type Asked = Pick<IncomingCall, 'path' | 'correlationId'> & {
  readonly fields?: Readonly<Record<string, string>> | undefined;
};

/** Any thrown value as a status with details. What is a bug says nothing of itself. */
export const refusalOf = (thrown: unknown, { path, correlationId, fields = {} }: Asked): Refusal => {
  const answered = toProblem(thrown, { method: 'POST', url: path, correlationId });
  const { problem, bug } = answered;
  const code = grpcStatusOf(problem.code);
  const violations = (problem.errors ?? []).slice(0, mostViolations).map(({ pointer, detail }) => ({
    field: fieldOf(pointer, fields),
    description: detail,
  }));
  const details =
    violations.length === 0
      ? problem.detail
      : violations.map(({ field, description }) => `${field} ${description}`.trim()).join('; ');
  const status = Status.encode({
    code,
    message: details,
    details: [
      any('ErrorInfo', ErrorInfo.encode(errorInfo(problem)).finish()),
      ...(violations.length === 0
        ? []
        : [any('BadRequest', BadRequest.encode({ field_violations: violations }).finish())]),
      ...retryInfo(answered),
    ],
  }).finish();
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from(status));
  metadata.set(headerNames.correlationId.toLowerCase(), correlationId);
  return { code, details, metadata, ...(bug === undefined ? {} : { bug }) };
};

/** For a call that nobody waits for any more. */
export const cancelled = (call: Pick<IncomingCall, 'isOverdue'>): Refusal => ({
  ...(call.isOverdue()
    ? { code: status.DEADLINE_EXCEEDED, details: 'Deadline exceeded' }
    : { code: status.CANCELLED, details: 'Cancelled' }),
  metadata: new Metadata(),
});

/** `/credential/host` → `credential.host`, `?limit` and `{limit}` → `limit` or what the message calls it; a header by its name. */
const fieldOf = (pointer: string, names: Readonly<Record<string, string>>): string => {
  const path = pointer
    .replace(/^[/?{]/, '')
    .replace(/\}$/, '')
    .replaceAll('/', '.');
  return names[path] ?? path;
};

const any = (type: string, value: Uint8Array) => ({
  type_url: `type.googleapis.com/google.rpc.${type}`,
  value: Buffer.from(value),
});

const known = new Set(['type', 'title', 'status', 'detail', 'instance', 'errors', 'steps', 'retryable']);

/** What a problem says besides its text: `code`, `correlation_id`, `hint`, and what belongs to the code, such as `sync_id`. */
const errorInfo = (problem: Problem): ErrorInfo => ({
  reason: reasonOf(problem.code),
  domain: errorDomain,
  metadata: Object.fromEntries(
    Object.entries({ ...problem, help: problem.type }).flatMap(([name, value]) => {
      if (known.has(name)) return [];
      if (typeof value === 'string') return [[name, value]];
      return typeof value === 'number' || typeof value === 'boolean' ? [[name, String(value)]] : [];
    }),
  ),
});

const retryInfo = ({ problem, headers }: AnsweredProblem) => {
  if (!problem.retryable) return [];
  const seconds = Number(headers['Retry-After'] ?? 1);
  return [any('RetryInfo', RetryInfo.encode({ retry_delay: { seconds, nanos: 0 } }).finish())];
};
