import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { BodyOf, ParamsOf, QueryOf, Route } from '@cadastre/api-contract';
import type { Caller } from '../access/caller.ts';
import type { Idempotency } from '../idempotency/command-ids.ts';
import './request-state.ts';

/** A request after parsing: typed by its route, with who asks and under which correlation. */
export type Call<R extends Route = Route> = Caller & {
  readonly route: R;
  readonly params: ParamsOf<R>;
  readonly query: QueryOf<R>;
  readonly body: BodyOf<R>;
  /** Path with query, as it was sent. */
  readonly url: string;
  readonly correlationId: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The `Idempotency-Key` of a command, with a keyed hash of what it came with. */
  readonly idempotency: { readonly key: string; readonly requestMac: string } | null;
  /** Set while a command is carried out under its key: what its ids are made from. */
  readonly claimed: Idempotency | null;
};

/** The parsed request. `handle(@TheCall() call: Call<typeof routes.getSync>)`. */
export const TheCall = createParamDecorator((_: unknown, context: ExecutionContext): Call => {
  const { call } = context.switchToHttp().getRequest<FastifyRequest>();
  if (call === undefined) throw new Error('The handler is not an endpoint of the contract');
  return call;
});
