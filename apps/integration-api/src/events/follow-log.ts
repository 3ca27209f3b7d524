import type { SubscriptionInput } from '@cadastre/api-contract';
import type { EventStore } from '@cadastre/event-store';
import { eventDefinitions, eventTypes, type RecordedEvent } from '@cadastre/events';
import { ApiError } from '../http/api-error.ts';
import type { CountedBell } from '../http/counted-bell.ts';

/** Events in the order of the log, and how far it was looked through for them. */
export type LogBatch = {
  readonly events: readonly RecordedEvent[];
  /** Go on after this one. */
  readonly position: number;
  readonly headPosition: number;
};

type Following = {
  readonly store: Pick<EventStore, 'readLog' | 'headPosition'>;
  readonly tenantId: string;
  readonly subscription: SubscriptionInput;
  readonly bell: Pick<CountedBell, 'count' | 'after'>;
  readonly signal: AbortSignal;
};

/** Below what gRPC clients take by default (4 MiB); one event that is longer comes alone. */
const batchBytes = 1_048_576;
const batchEvents = 500;

/**
 * The log of one tenant from a position on, a page at a time: the next page is read when the batch before it was taken. The
 * first batch is empty and says where the stream begins; later an empty one comes when nothing else came for `heartbeat_ms`,
 * so that a reader whose filters let little through knows where to go on. Ends when the signal aborts.
 *
 * @throws ApiError position-beyond-log
 */
export async function* followLog(following: Following): AsyncGenerator<LogBatch> {
  const { store, subscription, bell, signal, tenantId } = following;
  const headAtStart = await store.headPosition();
  let position = startOf(subscription, headAtStart);
  yield { events: [], position, headPosition: headAtStart };
  let sent = position;
  let quietUntil = performance.now() + subscription.heartbeat_ms;
  while (!signal.aborted) {
    const seen = bell.count;
    const page = await store.readLog({
      afterPosition: position,
      limit: batchEvents,
      maxBytes: batchBytes,
      tenantId,
      ...typesOf(subscription),
    });
    const hasMore = page.nextPosition < page.headPosition;
    position = page.nextPosition;
    const events = page.events.filter(ofIntegrations(subscription));
    const isOver = subscription.stop_at_head && position >= headAtStart;
    if (events.length > 0 || performance.now() >= quietUntil || (isOver && sent < position)) {
      yield { events, position, headPosition: page.headPosition };
      sent = position;
      quietUntil = performance.now() + subscription.heartbeat_ms;
    }
    if (isOver) return;
    if (!hasMore) await bell.after(seen, Math.max(0, quietUntil - performance.now()), signal);
  }
}

const startOf = ({ after_position }: SubscriptionInput, head: number): number => {
  if (after_position === undefined) return head;
  if (after_position <= head) return after_position;
  throw new ApiError('position-beyond-log', `The log ends at position ${head}`, {
    members: { head_position: head },
  });
};

/** Categories are asked of the store as the types that belong to them. */
const typesOf = ({ types, categories }: SubscriptionInput): { types?: readonly string[] } => {
  if (types.length === 0 && categories.length === 0) return {};
  const wanted = types.length > 0 ? types : eventTypes;
  const isIn = (type: (typeof wanted)[number]): boolean =>
    categories.length === 0 || categories.includes(eventDefinitions[type].category);
  return { types: wanted.filter(isIn) };
};

/** Every event names its integration. */
const ofIntegrations = ({ integration_ids }: SubscriptionInput): ((event: RecordedEvent) => boolean) => {
  if (integration_ids.length === 0) return () => true;
  const wanted = new Set<string>(integration_ids);
  return ({ data }) => wanted.has(String((data as { integration_id?: unknown }).integration_id));
};
