import type { OpenSpan } from '@cadastre/observability';
import type { Caller } from '../access/caller.ts';
import type { Call } from './call.ts';

/* eslint-disable @typescript-eslint/consistent-type-definitions -- only an interface can be added to */
declare module 'fastify' {
  /** What is known of a request besides what was sent. */
  interface FastifyRequest {
    caller?: Caller;
    call?: Call;
    /** Undefined while nothing is traced, and for probes. */
    span?: OpenSpan | undefined;
  }
}
