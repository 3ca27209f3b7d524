import type { ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js';
import { headerNames } from '@cadastre/api-contract';
import type { Caller } from '../access/caller.ts';
import type { Cancellation } from '../cancellation.ts';
import { correlationIdOf } from '../http/http-server.ts';

export type AnyCall = Pick<
  ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>,
  'metadata' | 'getDeadline' | 'getHost' | 'getPath' | 'cancelled'
> & { once(event: 'cancelled', listener: () => void): unknown };

/** A call as it came in: the same things that are known of an HTTP request. */
export type IncomingCall = {
  /** `/cadastre.v1.SyncService/GetSync` */
  readonly path: string;
  /** The name that the caller knows this server by. */
  readonly host: string;
  readonly correlationId: string;
  /** Metadata by lower-case name, text only. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cancellation: Cancellation & { readonly signal: AbortSignal };
  /** Has its deadline passed? */
  isOverdue(): boolean;
  /** Known once the caller has been identified; for the log. */
  caller?: Caller;
  /** Lets go of timers. */
  release(): void;
};

/** Longer than this a timer cannot wait; such a deadline is none. */
const longestTimerMs = 2 ** 31 - 1;

export const incomingCall = (call: AnyCall): IncomingCall => {
  const headers = Object.fromEntries(
    Object.entries(call.metadata.getMap()).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
  const ended = new AbortController();
  const deadlineAt = Number(call.getDeadline());
  const left = deadlineAt - Date.now();
  // Timers go by another clock than dates, and may be up to a millisecond early.
  let hasPassed = false;
  const passed = (): void => {
    hasPassed = true;
    ended.abort();
  };
  // The library ends a call at its deadline too, but tells us only when its stream has closed, for which a reader may not be in a hurry.
  const timer = left < longestTimerMs ? setTimeout(passed, Math.max(0, left)) : undefined;
  call.once('cancelled', () => ended.abort());
  if (call.cancelled) ended.abort();
  return {
    path: call.getPath(),
    host: call.getHost(),
    correlationId: correlationIdOf(headers[headerNames.correlationId.toLowerCase()], headers['traceparent']),
    headers,
    cancellation: { isCancelled: () => ended.signal.aborted, signal: ended.signal, deadlineAt },
    isOverdue: () => hasPassed || Date.now() >= deadlineAt,
    release: () => clearTimeout(timer),
  };
};
