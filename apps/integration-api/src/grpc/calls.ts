import { Injectable } from '@nestjs/common';
import { InvalidInput } from '@cadastre/errors';
import type { Route } from '@cadastre/api-contract';
import { withCorrelation } from '@cadastre/observability';
import { IdentifyCaller, type LetIn } from '../access/identify-caller.ts';
import { ApiPlatform } from '../api-platform.ts';
import { withCancellation } from '../cancellation.ts';
import { ApiSettings } from '../config.ts';
import type { Call } from '../http/call.ts';
import { parseCall } from '../http/parse-call.ts';
import { foreignHost, isOfThisMachine } from '../http/refuse-foreign-host.ts';
import { compact } from './messages/fields.ts';
import type { IncomingCall } from './incoming-call.ts';
import type { Input } from './twin.ts';

/** What a gRPC call goes through before anything answers it: the same as an HTTP request. */
@Injectable()
export class Calls {
  constructor(
    private readonly platform: ApiPlatform,
    private readonly settings: ApiSettings,
    private readonly callers: IdentifyCaller,
  ) {}

  /** Runs the work for the caller, under the correlation and within the deadline of the call. @throws ApiError unauthenticated, host-not-allowed */
  async carry<T>(incoming: IncomingCall, work: (tenantId: string) => Promise<T>): Promise<T> {
    const { correlationId, cancellation, host } = incoming;
    if (this.settings.auth === 'none' && !isOfThisMachine(host)) throw foreignHost();
    const caller = await this.callers.of(incoming.headers);
    incoming.caller = caller;
    return withCancellation(cancellation, () =>
      withCorrelation({ correlationId, ...caller }, () => work(caller.tenantId)),
    );
  }

  /** For a stream: it ends with its key. */
  whileLetIn({ headers }: IncomingCall): LetIn {
    return this.callers.whileLetIn(headers);
  }

  /**
   * What the endpoint's handler takes.
   *
   * @throws InvalidInput, or the not-found problem of the route for an id that no thing can have
   */
  parse(incoming: IncomingCall, route: Route, { params, query = {}, body }: Input): Call {
    requireAll(route, params);
    const content = compact(body) as object | undefined;
    return parseCall(
      route,
      {
        // As for a path without parameters, so that an idempotency key stands for the same request of both protocols.
        params: compact(params ?? {}),
        query: compact(query),
        // As a client of REST would send it: nothing where there is nothing to say.
        body: content !== undefined && Object.keys(content).length > 0 ? content : undefined,
        headers: incoming.headers,
        url: incoming.path,
        id: incoming.correlationId,
        ...(incoming.caller === undefined ? {} : { caller: incoming.caller }),
      },
      { vault: this.platform.vault, isPasswordOptional: this.settings.allowEmptyPassword },
    );
  }
}

/** In a path something is always there; in a message it may be missing, and that is another mistake than a wrong one. */
const requireAll = ({ params }: Route, given: Input['params'] = {}): void => {
  const missing = Object.keys(params?.shape ?? {}).filter((name) => given[name] === undefined);
  if (missing.length > 0)
    throw new InvalidInput(missing.map((name) => ({ pointer: `{${name}}`, detail: 'is required' })));
};
