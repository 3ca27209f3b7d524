import fc from 'fast-check';
import {
  IntegrationDeleted,
  IntegrationRegistered,
  IntegrationRenamed,
  ObjectDiscovered,
  ObjectDropped,
  ObjectRenamed,
  StatisticsObserved,
  SyncClosed,
  SyncCompleted,
  SyncOpened,
  SyncRequested,
  SyncStarted,
  type NewEvent,
} from '@cadastre/events';
import { aColumn, anIntegrationId, aSyncId, aTable, fixedTime } from '@cadastre/testing';

export const tenants = ['tenant-a', 'tenant-b'] as const;

/** What one step of a history says, and whose integration it is about: the number decides the tenant too. */
export type Happening = {
  readonly n: number;
  readonly deed: string;
  readonly oid: number;
  readonly name: string;
};

export const happening: fc.Arbitrary<Happening> = fc.record({
  n: fc.integer({ min: 1, max: 4 }),
  deed: fc.constantFrom(
    'discover',
    'discover',
    'discover',
    'rename',
    'drop',
    'observe',
    'sync',
    'call',
    'delete',
  ),
  oid: fc.integer({ min: 1, max: 6 }).map((k) => 20_000 + k),
  name: fc.constantFrom('orders', 'customers', 'OrderItems', 'x'),
});

export type Told = { readonly streamId: string; readonly tenantId: string; readonly event: NewEvent };

/** A history that could have happened: registered first, nothing renamed that is not there, nothing after the end. */
export const historyOf = (steps: readonly Happening[]): Told[] => {
  const live = new Map<number, Map<number, string>>();
  const gone = new Set<number>();
  let syncs = 0;
  return steps.flatMap((step) => {
    const { n } = step;
    if (gone.has(n)) return [];
    const told: NewEvent[] = live.has(n) ? [] : [registered(n)];
    const objects = live.get(n) ?? new Map<number, string>();
    live.set(n, objects);
    if (step.deed === 'sync') told.push(...syncOf(n, (syncs += 1)));
    else if (step.deed === 'delete') {
      if (step.oid === 20_001) {
        gone.add(n);
        told.push(IntegrationDeleted.create({ ...id(n), deleted_at: fixedTime }));
      }
    } else told.push(...aboutObject(step, objects));
    const tenantId = tenants[n % 2] ?? '';
    return told.map((event) => ({ streamId: `integration-${n}`, tenantId, event }));
  });
};

const id = (n: number) => ({ integration_id: anIntegrationId(n) });

const registered = (n: number): NewEvent =>
  IntegrationRegistered.create({
    ...id(n),
    integration_type: 'POSTGRESQL',
    name: `Shop ${n}`,
    target: {
      host: 'db.example',
      port: 5432,
      database_name: 'shop',
      username: 'reader',
      ssl_mode: 'require',
    },
    credential_version: 1,
    options: {},
    registered_at: fixedTime,
  });

const syncOf = (n: number, sync: number): NewEvent[] => {
  const both = { ...id(n), sync_id: aSyncId(sync) };
  return [
    SyncOpened.create({ ...both, opened_at: fixedTime }),
    SyncRequested.create({ ...both, trigger: 'request', requested_at: fixedTime }),
    SyncStarted.create({ ...both, attempt: 1, worker: 'worker', started_at: fixedTime }),
    SyncCompleted.create({
      ...both,
      attempt: 1,
      completed_at: fixedTime,
      counts: {},
      skipped: [],
      footprint: { queries: 1, rows: 1, bytes: 1, duration_ms: 1, longest_transaction_ms: 1 },
    }),
    SyncClosed.create({ ...both, outcome: 'COMPLETED', closed_at: fixedTime }),
  ];
};

const head = (n: number) => ({ ...id(n), sync_id: aSyncId(1), observed_at: fixedTime });

const aboutObject = ({ n, deed, oid, name }: Happening, objects: Map<number, string>): NewEvent[] => {
  const known = objects.get(oid);
  if (deed === 'call') return [IntegrationRenamed.create({ ...id(n), name, renamed_at: fixedTime })];
  const object = aTable({ oid, name: known ?? name }, { columns: [aColumn({ name: `${name}_id` })] });
  if (known === undefined || deed === 'discover') {
    objects.set(oid, object.name);
    return [ObjectDiscovered.create({ ...head(n), object, hash: 'a'.repeat(64) })];
  }
  const { kind, identity, schema, qualified_name } = object;
  const place = { schema, name: known, qualified_name };
  switch (deed) {
    case 'drop':
      objects.delete(oid);
      return [ObjectDropped.create({ ...head(n), kind, identity, ...place })];
    case 'rename':
      objects.set(oid, name);
      return [
        ObjectRenamed.create({
          ...head(n),
          kind,
          identity,
          from: place,
          to: { schema, name, qualified_name: `${schema ?? ''}.${name}` },
        }),
      ];
    default:
      return [
        StatisticsObserved.create({
          ...head(n),
          relations: [{ oid, row_estimate: n, table_bytes: 1, index_bytes: 2, total_bytes: 3 }],
        }),
      ];
  }
};
