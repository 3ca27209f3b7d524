import {
  eventDefinitions,
  integrationStream,
  syncStream,
  type IntegrationId,
  type NewEvent,
  type SyncId,
} from '@cadastre/events';
import type { IntegrationEvent } from './integration-state.ts';
import type { SyncEvent } from './sync-state.ts';

/**
 * What a command leads to, in the order in which it happens: the events of one commit, over one stream or several.
 * Empty when there is nothing to do, as when the same command comes again.
 */
export type Decision = readonly (IntegrationEvent | SyncEvent)[];

/** One stream's part of a commit. */
export type StreamEvents = { readonly streamId: string; readonly events: readonly NewEvent[] };

/** A decision as the event store takes it: each event in the stream it belongs to, their order kept. */
export const byStream = (decision: Decision): StreamEvents[] => {
  const streams = new Map<string, NewEvent[]>();
  for (const event of decision) {
    const streamId = streamOf(event);
    const events = streams.get(streamId);
    if (events) events.push(event);
    else streams.set(streamId, [event]);
  }
  return [...streams].map(([streamId, events]) => ({ streamId, events }));
};

const streamOf = (event: Decision[number]): string => {
  const { category } = eventDefinitions[event.type];
  const ids: { integration_id: IntegrationId; sync_id?: SyncId } = event.data;
  if (category === 'integration') return integrationStream(ids.integration_id);
  if (ids.sync_id === undefined) throw new TypeError(`${event.type} names no sync`);
  return syncStream(ids.sync_id);
};
