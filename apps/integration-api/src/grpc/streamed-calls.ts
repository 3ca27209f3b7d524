import { Injectable } from '@nestjs/common';
import type { ServerWritableStream, handleServerStreamingCall } from '@grpc/grpc-js';
import { Unavailable } from '@cadastre/errors';
import { Calls } from './calls.ts';
import { incomingCall, type IncomingCall } from './incoming-call.ts';
import { ObservedCalls } from './observed-calls.ts';
import { cancelled, refusalOf } from './refusal.ts';

/** What a stream sends, in order. It is read on when the message before was taken, and told by the signal when to end. */
export type Streaming<Request, Response> = (
  request: Request,
  incoming: IncomingCall & { readonly tenantId: string; readonly signal: AbortSignal },
) => AsyncIterable<Response>;

/** Answers methods with a stream of responses, at the pace of whoever reads them. */
@Injectable()
export class StreamedCalls {
  private readonly stopping = new AbortController();

  constructor(
    private readonly calls: Calls,
    private readonly observed: ObservedCalls,
  ) {}

  /** Streams would keep the server open for ever. */
  stop(): void {
    this.stopping.abort();
  }

  handler<Request, Response>(
    stream: Streaming<Request, Response>,
  ): handleServerStreamingCall<Request, Response> {
    return (call) => {
      const incoming = incomingCall(call);
      const observation = this.observed.begin(incoming);
      observation
        .run(() => this.send(call, incoming, stream))
        .then(
          () => {
            call.end();
            observation.end();
          },
          (error: unknown) => {
            const isGone = incoming.cancellation.signal.aborted;
            const refusal = isGone ? cancelled(incoming) : refusalOf(error, incoming);
            call.emit('error', refusal);
            observation.end(refusal);
          },
        )
        .finally(() => incoming.release());
    };
  }

  private send<Request, Response>(
    call: ServerWritableStream<Request, Response>,
    incoming: IncomingCall,
    stream: Streaming<Request, Response>,
  ): Promise<void> {
    return this.calls.carry(incoming, async (tenantId) => {
      const letIn = this.calls.whileLetIn(incoming);
      const signal = AbortSignal.any([incoming.cancellation.signal, this.stopping.signal, letIn.signal]);
      try {
        for await (const message of stream(call.request, { ...incoming, tenantId, signal })) {
          await taken(call, message, signal);
          if (signal.aborted) break;
        }
      } finally {
        letIn.release();
      }
      if (incoming.cancellation.signal.aborted) throw incoming.cancellation.signal.reason;
      letIn.signal.throwIfAborted();
      if (this.stopping.signal.aborted)
        throw new Unavailable({ dependency: 'this process', reason: 'it is stopping' });
    });
  }
}

/**
 * Resolves when the message has gone as far as HTTP/2 lets it: with a reader who does not read, not before he does. So no more than
 * one message a stream waits here. Also resolves when the signal aborts, for then the library forgets to call back.
 */
const taken = <Response>(
  call: ServerWritableStream<unknown, Response>,
  message: Response,
  signal: AbortSignal,
): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      signal.removeEventListener('abort', done);
      resolve();
    };
    signal.addEventListener('abort', done, { once: true });
    call.write(message, done);
  });
