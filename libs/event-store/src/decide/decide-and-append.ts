import type { CommitMetadata, NewEvent } from '@cadastre/events';
import type { AppendRequest, AppendResult, EventStore, StreamAppend } from '../event-store.ts';
import { StreamVersionConflict } from '../stream-version-conflict.ts';
import { loadState, type LoadedState, type StreamToRead } from './load-state.ts';

/** Any fold at all: `never` as the argument of `evolve` is what every event and state can stand in for. */
type AnyStream = {
  readonly streamId: string;
  readonly fold: { readonly initialState: unknown; readonly evolve: (state: never, event: never) => unknown };
  readonly snapshots?: StreamToRead<NewEvent, unknown>['snapshots'];
  /** Its name was made a moment ago, so there is nothing to read; the append checks that it is new. */
  readonly isNew?: boolean;
};
type Streams = Readonly<Record<string, AnyStream>>;
type StateOf<Stream extends AnyStream> = ReturnType<Stream['fold']['evolve']>;
type Loaded = ReadonlyMap<AnyStream, LoadedState<unknown>>;

export type Decision = readonly {
  readonly streamId: string;
  readonly events: readonly NewEvent[];
  /** Of a stream that was read: the version read. Of another: 0, it must be new, unless given here. */
  readonly expectedVersion?: number | 'any';
}[];

export type DecideAndAppend<Read extends Streams> = {
  readonly metadata: CommitMetadata;
  /** The streams to decide on. They are guarded even if nothing is written to them. */
  readonly read: Read;
  /** Pure. Throws an AppError to refuse; an empty decision means that there is nothing to do. */
  readonly decide: (states: { readonly [Key in keyof Read]: StateOf<Read[Key]> }) => Decision;
  /** Instead of `store.append`, for a commit that shares a transaction with other rows. */
  readonly append?: (request: AppendRequest) => Promise<AppendResult>;
};

/**
 * Read, fold, decide, append with the versions read; once more if somebody else was faster. A command that was
 * carried out before gives its first result, whatever the decision would be now.
 *
 * @returns null if the decision was empty
 * @throws what `decide` throws, StreamVersionConflict, Unavailable
 */
export const decideAndAppend = async <const Read extends Streams>(
  store: EventStore,
  options: DecideAndAppend<Read>,
): Promise<AppendResult | null> => {
  try {
    return (await attempt(store, options)) ?? (await store.findCommit(options.metadata));
  } catch (error) {
    const first = await store.findCommit(options.metadata);
    if (first !== null) return first;
    if (error instanceof StreamVersionConflict) return attempt(store, options);
    throw error;
  }
};

const attempt = <Read extends Streams>(
  store: EventStore,
  options: DecideAndAppend<Read>,
): Promise<AppendResult | null> => {
  const { metadata, append = (request) => store.append(request) } = options;
  return decideOnOneMoment(store, options).then(({ decision, loaded }) =>
    decision.length === 0 ? null : append({ streams: streamsOf(decision, loaded), metadata }),
  );
};

type Decided = { readonly decision: Decision; readonly loaded: Loaded };

/**
 * An append checks the versions that were read. What writes nothing, a refusal or nothing to do, is checked by no append, and
 * of several streams one may have been read before somebody's commit and another after it: so it counts only when all of
 * them are found unchanged (a double collect: Afek et al., "Atomic snapshots of shared memory", 1993).
 */
const decideOnOneMoment = async <Read extends Streams>(
  store: EventStore,
  options: DecideAndAppend<Read>,
): Promise<Decided> => {
  let loaded = await load(store, options);
  for (;;) {
    const outcome = tryToDecide(options, loaded);
    if (outcome.decision.length > 0) return { decision: outcome.decision, loaded };
    const now = loaded.size > 1 ? await load(store, options) : loaded;
    if ([...now].every(([stream, { version }]) => loaded.get(stream)?.version === version)) {
      if (outcome.refusal !== undefined) throw outcome.refusal.error;
      return { decision: [], loaded };
    }
    loaded = now;
  }
};

const tryToDecide = <Read extends Streams>(
  { read, decide }: DecideAndAppend<Read>,
  loaded: Loaded,
): { decision: Decision; refusal?: { error: unknown } } => {
  const states = Object.fromEntries(
    Object.entries(read).map(([key, stream]) => [key, loaded.get(stream)?.state]),
  );
  try {
    const decision = decide(states as Parameters<typeof decide>[0]);
    return { decision: decision.filter(({ events }) => events.length > 0) };
  } catch (error) {
    return { decision: [], refusal: { error } };
  }
};

/** One stream, the usual case, is waited for without `Promise.all`, whose promises cost each command. */
const load = <Read extends Streams>(
  store: EventStore,
  { metadata, read }: DecideAndAppend<Read>,
): Promise<Loaded> => {
  const toRead = Object.values(read).filter(({ isNew }) => isNew !== true);
  const reads = toRead.map((stream) =>
    loadState(store, metadata.tenantId, stream as StreamToRead<NewEvent, unknown>),
  );
  const withNew = (states: readonly LoadedState<unknown>[]): Loaded => {
    const loaded = new Map<AnyStream, LoadedState<unknown>>();
    for (const stream of Object.values(read))
      if (stream.isNew === true) loaded.set(stream, { state: stream.fold.initialState, version: 0 });
    for (const [index, stream] of toRead.entries()) loaded.set(stream, states[index] as LoadedState<unknown>);
    return loaded;
  };
  const [first, ...others] = reads;
  return first !== undefined && others.length === 0
    ? first.then((state) => withNew([state]))
    : Promise.all(reads).then(withNew);
};

const streamsOf = (decision: Decision, loaded: Loaded): StreamAppend[] => {
  const versions = new Map([...loaded].map(([{ streamId }, { version }]) => [streamId, version]));
  const written = decision.map(({ streamId, events, expectedVersion }) => ({
    streamId,
    events,
    expectedVersion: expectedVersion ?? versions.get(streamId) ?? 0,
  }));
  const isWritten = new Set(decision.map(({ streamId }) => streamId));
  const guarded = [...versions]
    .filter(([streamId]) => !isWritten.has(streamId))
    .map(([streamId, expectedVersion]) => ({ streamId, expectedVersion, events: [] }));
  return [...written, ...guarded];
};
