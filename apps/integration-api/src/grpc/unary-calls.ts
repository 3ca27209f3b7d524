import { Injectable } from '@nestjs/common';
import { Metadata, type handleUnaryCall } from '@grpc/grpc-js';
import { headerNames } from '@cadastre/api-contract';
import type { Answer } from '../http/answer.ts';
import { AroundHandler } from '../http/around-handler.ts';
import { Calls } from './calls.ts';
import { incomingCall, type IncomingCall } from './incoming-call.ts';
import { ObservedCalls } from './observed-calls.ts';
import { cancelled, refusalOf } from './refusal.ts';
import type { AnyTwin } from './twin.ts';

/** Answers methods of one request and one response through the endpoints of their twins. */
@Injectable()
export class UnaryCalls {
  constructor(
    private readonly calls: Calls,
    private readonly around: AroundHandler,
    private readonly observed: ObservedCalls,
  ) {}

  handler(twin: AnyTwin): handleUnaryCall<unknown, unknown> {
    return (call, callback) => {
      const incoming = incomingCall(call);
      const { signal } = incoming.cancellation;
      const observation = this.observed.begin(incoming);
      observation
        .run(() => this.answer(twin, incoming, call.request))
        .then(
          (answer) => {
            callback(null, twin.output(answer.body), trailerOf(answer, incoming));
            observation.end();
          },
          (error: unknown) => {
            const refusal = signal.aborted
              ? cancelled(incoming)
              : refusalOf(error, { ...incoming, fields: twin.fields });
            callback(refusal);
            observation.end(refusal);
          },
        )
        .finally(() => incoming.release());
    };
  }

  private answer(twin: AnyTwin, incoming: IncomingCall, request: unknown): Promise<Answer> {
    return this.calls.carry(incoming, async () => {
      const route = twin.routeOf?.(request) ?? twin.routes[0];
      const call = this.calls.parse(incoming, route, twin.input(request));
      return this.around.answer(call);
    });
  }
}

const passedOn = [headerNames.commit, headerNames.replayed];

const trailerOf = ({ headers }: Answer, { correlationId }: IncomingCall): Metadata => {
  const trailer = new Metadata();
  trailer.set(headerNames.correlationId.toLowerCase(), correlationId);
  for (const name of passedOn)
    if (headers[name] !== undefined) trailer.set(name.toLowerCase(), headers[name]);
  return trailer;
};
