import {
  eventDefinitions,
  isEventType,
  UnknownEventVersion,
  type Fold,
  type NewEvent,
  type RecordedEvent,
} from '@cadastre/events';
import type { EventStore } from '../event-store.ts';
import { WrittenByNewerRelease } from './written-by-newer-release.ts';

export type StreamToRead<Event extends NewEvent, State> = {
  readonly streamId: string;
  readonly fold: Fold<Event, State>;
  /**
   * Keeps the folded state whenever `every` more events had to be folded (200 unless told), so that a long stream is not
   * read from its start each time. The state must survive JSON;
   * `name` changes with the shape of the state (`integration@2`), which is how old snapshots are left behind.
   */
  readonly snapshots?: { readonly name: string; readonly every?: number };
};

export type LoadedState<State> = {
  readonly state: State;
  readonly version: number;
};

const snapshotEvery = 200;

/**
 * Reads a stream and folds it.
 * @throws WrittenByNewerRelease if it holds what this release cannot read: deciding on half a state would be worse
 */
export const loadState = async <Event extends NewEvent, State>(
  store: EventStore,
  tenantId: string,
  stream: StreamToRead<Event, State>,
): Promise<LoadedState<State>> => {
  const { streamId, fold, snapshots } = stream;
  const { snapshot, events } = await store.readToFold(streamId, { tenantId, fold: snapshots?.name ?? null });
  let state = snapshot === null ? fold.initialState : (snapshot.state as State);
  for (const event of events) state = fold.evolve(state, understood<Event>(event));
  const version = (events.at(-1) ?? snapshot)?.version ?? 0;
  if (isWorthKeeping(snapshots, events.length))
    await keepSnapshot(store, streamId, { tenantId, fold: snapshots.name, version, state });
  return { state, version };
};

type Snapshots = StreamToRead<NewEvent, unknown>['snapshots'];

const isWorthKeeping = (snapshots: Snapshots, foldedEvents: number): snapshots is NonNullable<Snapshots> =>
  snapshots !== undefined && foldedEvents >= (snapshots.every ?? snapshotEvery);

/** One that could not be kept costs time later; the state stands. */
const keepSnapshot = (
  store: EventStore,
  streamId: string,
  snapshot: Parameters<EventStore['saveSnapshot']>[1],
): Promise<void> => store.saveSnapshot(streamId, snapshot).catch(() => undefined);

const understood = <Event extends NewEvent>(event: RecordedEvent): Event => {
  const knownVersion = isEventType(event.type) ? eventDefinitions[event.type].schemaVersion : 0;
  if (event.schemaVersion !== knownVersion) {
    throw new WrittenByNewerRelease(new UnknownEventVersion(event.type, event.schemaVersion, knownVersion));
  }
  return event as NewEvent as Event;
};
