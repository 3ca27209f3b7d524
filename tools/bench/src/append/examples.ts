import { randomUUID } from 'node:crypto';
import {
  canonicalJson,
  definitionDefaults,
  catalogStream,
  IntegrationId,
  ObjectDiscovered,
  SyncActivityStarted,
  SyncId,
  SyncProgressed,
  SyncRequested,
  SyncStarted,
  syncStream,
} from '@cadastre/events';
import type { CommitMetadata, NewEvent } from '@cadastre/events';
import type { AppendRequest } from '@cadastre/event-store';

const now = new Date().toISOString();

export const command = (): CommitMetadata => ({
  tenantId: 'default',
  actor: 'worker:bench',
  commandId: randomUUID(),
  correlationId: randomUUID(),
  causationId: null,
});

/** The usual small append: one event of a sync that is under way, to its own stream. */
export class RunningSync {
  private readonly ids = {
    sync_id: SyncId.parse(randomUUID()),
    integration_id: IntegrationId.parse(randomUUID()),
  };
  private readonly progress = SyncProgressed.create({
    ...this.ids,
    activity: 'relations',
    done: 4_711,
    total: 10_000,
    progressed_at: now,
  });

  /** Read models know nothing of a sync that was never requested. */
  begun(): AppendRequest {
    return this.append([
      SyncRequested.create({ ...this.ids, trigger: 'request', allow_drops: false, requested_at: now }),
      SyncStarted.create({ ...this.ids, attempt: 1, worker: 'bench', started_at: now }),
      SyncActivityStarted.create({ ...this.ids, attempt: 1, activity: 'relations', started_at: now }),
    ]);
  }

  progressed(events = 1): AppendRequest {
    return this.append(Array<NewEvent>(events).fill(this.progress));
  }

  private append(events: readonly NewEvent[]): AppendRequest {
    return {
      streams: [{ streamId: syncStream(this.ids.sync_id), expectedVersion: 'any', events }],
      metadata: command(),
    };
  }
}

/** One for each writer. */
export class RunningSyncs {
  private readonly all: readonly RunningSync[];

  constructor(count: number) {
    this.all = Array.from({ length: count }, () => new RunningSync());
  }

  begun(): AppendRequest[] {
    return this.all.map((sync) => sync.begun());
  }

  progressed(writer: number): AppendRequest {
    const sync = this.all[writer];
    if (sync === undefined) throw new RangeError(`no sync for writer ${writer}`);
    return sync.progressed();
  }
}

const column = (attnum: number) => ({
  ...definitionDefaults.columnDefaults,
  attnum,
  name: `column_${attnum}`,
  type: attnum === 1 ? 'bigint' : 'character varying(320)',
  not_null: attnum < 4,
  default: attnum === 2 ? `'new'::character varying` : null,
  identity: null,
  generated: null,
  collation: null,
  storage: 'extended' as const,
  compression: null,
  is_local: true,
  comment: attnum === 3 ? 'as the customer gave it' : null,
});

/** Tables of ten columns, as the first sync of a database writes them. */
export const discovered = (count: number): NewEvent[] => {
  const ids = { integration_id: IntegrationId.parse(randomUUID()), sync_id: SyncId.parse(randomUUID()) };
  return Array.from({ length: count }, (_, n) =>
    ObjectDiscovered.create({
      ...ids,
      observed_at: now,
      hash: 'a'.repeat(64),
      object: {
        kind: 'table',
        identity: { catalog: 'pg_class', oid: 16_384 + n },
        schema: 'sales',
        name: `orders_${n}`,
        qualified_name: `sales.orders_${n}`,
        definition: {
          ...definitionDefaults.tableDefaults,
          owner: 'shop',
          comment: null,
          extension: null,
          columns: Array.from({ length: 10 }, (_column, place) => column(place + 1)),
          options: [],
          triggers: [],
          persistence: 'permanent',
          access_method: 'heap',
          tablespace: null,
          indexes: [],
          constraints: [
            {
              ...definitionDefaults.constraintDefaults,
              name: `orders_${n}_pkey`,
              type: 'primary-key',
              columns: ['column_1'],
              references: null,
              deferrable: false,
              initially_deferred: false,
              validated: true,
              is_local: true,
              definition: 'PRIMARY KEY (column_1)',
              comment: null,
            },
          ],
          inherits: [],
          row_security: 'off',
          replica_identity: 'default',
        },
      },
    }),
  );
};

export const newCatalogStream = (): string => catalogStream(IntegrationId.parse(randomUUID()));

/** The values of a row of `plain`: the same bytes as the append holds. */
export const plainRows = ({ streams, metadata }: AppendRequest): (string | number)[][] =>
  streams.flatMap(({ streamId, events }) =>
    events.map(({ type, data }, n) => [
      streamId,
      n + 1,
      type,
      canonicalJson(data),
      metadata.tenantId,
      metadata.actor,
      metadata.commandId,
      metadata.correlationId,
    ]),
  );
