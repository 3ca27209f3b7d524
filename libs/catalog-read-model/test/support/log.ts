import type { NewEvent, LoggedEvent } from '@cadastre/events';
import { inTransaction, type Queryable } from '@cadastre/postgres';
import type pg from 'pg';

export const tenantA = 'tenant-a';
export const tenantB = 'tenant-b';

type AnyProjection = {
  readonly tables: { readonly schema: string };
  readonly on: Readonly<Record<string, (events: never[], tx: Queryable) => Promise<void>>>;
};

/** A log in memory: numbers events as the sequencer would. */
export class Log {
  private position = 0;

  constructor(private readonly tenantId: string = tenantA) {}

  record<Event extends NewEvent>(event: Event): LoggedEvent<Event> {
    this.position += 1;
    const recorded = {
      ...event,
      eventId: `${this.position}-0`,
      commitId: String(this.position),
      ordinal: 0,
      streamId: 'test',
      version: this.position,
      position: this.position,
      metadata: {
        tenantId: this.tenantId,
        actor: 'system',
        commandId: `command-${this.position}`,
        correlationId: 'correlation',
        causationId: null,
        recordedAt: '2026-01-01T00:00:00.000Z',
      },
    };
    return recorded as unknown as LoggedEvent<Event>;
  }
}

/**
 * What a projector does with a batch: runs of one type, one transaction that sees every tenant.
 *
 * @param beforeCommit waited for while everything is written and nobody else sees it
 */
export const project = (
  pool: pg.Pool,
  projection: AnyProjection,
  events: readonly LoggedEvent[],
  beforeCommit?: () => Promise<void>,
): Promise<void> =>
  inTransaction(pool, async (tx) => {
    await tx.query(
      `select set_config('cadastre.tenant_id', '*', true), set_config('search_path', $1, true)`,
      [projection.tables.schema],
    );
    for (const run of runsOf(events)) {
      const handler = projection.on[run[0]?.type ?? ''];
      if (handler) await handler(run as never[], tx);
    }
    await beforeCommit?.();
  });

const runsOf = (events: readonly LoggedEvent[]): LoggedEvent[][] => {
  const runs: LoggedEvent[][] = [];
  for (const event of events) {
    const run = runs.at(-1);
    if (run?.[0]?.type === event.type) run.push(event);
    else runs.push([event]);
  }
  return runs;
};
