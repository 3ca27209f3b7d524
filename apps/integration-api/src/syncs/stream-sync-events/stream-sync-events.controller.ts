import { Readable } from 'node:stream';
import { Controller, type BeforeApplicationShutdown } from '@nestjs/common';
import { routes } from '@cadastre/api-contract';
import { IdentifyCaller } from '../../access/identify-caller.ts';
import { Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { ProjectedBell } from '../../http/projected-bell.ts';
import { FindSync } from '../find-sync.ts';
import { isTerminal, syncEvents } from './sync-events.ts';

@Controller()
export class StreamSyncEventsController implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();

  constructor(
    private readonly syncs: FindSync,
    private readonly bell: ProjectedBell,
    private readonly callers: IdentifyCaller,
  ) {}

  /** Streams would keep the server open for ever. */
  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  @Endpoint(routes.streamSyncEvents)
  async streamSyncEvents(call: Call<typeof routes.streamSyncEvents>): Promise<Answer> {
    const { tenantId, params, headers } = call;
    const rungBefore = this.bell.count;
    const first = await this.syncs.byId(tenantId, params.sync_id);
    const after = lastEventId(headers['last-event-id']);
    // An EventSource comes back when a stream ends; this answer tells it not to.
    if (isTerminal(first.sync) && after >= first.position) return new Answer(undefined, { status: 204 });
    const gone = new AbortController();
    const letIn = this.callers.whileLetIn(headers);
    const events = syncEvents({
      first,
      rungBefore,
      after,
      look: () => this.syncs.now(tenantId, params.sync_id),
      bell: this.bell,
      signal: AbortSignal.any([gone.signal, this.stopping.signal, letIn.signal]),
    });
    const stream = new Readable({
      read() {
        events.next().then(
          ({ done, value }) => this.push(done === true ? null : value),
          (error: Error) => this.destroy(error),
        );
      },
      // The generator may be waiting for the bell: it has to be told that nobody listens any more.
      destroy: (error, done) => {
        gone.abort();
        letIn.release();
        done(error);
      },
    });
    return new Answer(stream, {
      headers: {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-cache, no-transform',
        'X-Accel-Buffering': 'no',
        // Kept alive after the last event, it would hold up a shutdown that has begun meanwhile.
        Connection: 'close',
      },
    });
  }
}

/** Nothing, or nonsense, means from the start. */
const lastEventId = (header: string | undefined): number =>
  header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : -1;
