import type { BodyOf, ParamsOf, QueryOf, Route } from '@cadastre/api-contract';
import type { Caller } from '../access/caller.ts';
import type { Idempotency } from '../idempotency/command-ids.ts';

/** A request after parsing, what every handler is given: typed by its route, with who asks and under which correlation. */
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
