import fc from 'fast-check';
import type { InMemoryEventSource } from '@cadastre/event-bus';
import type { LaneMessage, LaneReceiver, LoggedEvent, NewEvent } from '@cadastre/events';
import { BackgroundService } from '@cadastre/service-runtime';
import { waitFor, type TestDatabase } from '@cadastre/testing';
import { readPosition } from '../../src/checkpoint/read-checkpoints.ts';
import type { LaneFeed } from '../../src/lanes/lane-feed.ts';
import {
  createLaneProjector,
  type LaneProjector,
  type LaneProjectorOptions,
} from '../../src/lanes/lane-projector.ts';
import { readLanes } from '../../src/lanes/lane-rows.ts';
import type { Relayed } from '../../src/lanes/served-lanes.ts';
import { noteCrossedOut, notesProjection, noteTaken } from '../fixtures/notes.ts';
import { recordingLog, type Logged } from './support.ts';

/** Any function of the key will do, as long as everybody uses the same. */
export const laneOf = ({ data }: { data: unknown }, laneCount: number): number => {
  const book = (data as { book?: string } | null)?.book ?? '';
  return [...book].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % laneCount;
};

export type InLane = { readonly lane: number; readonly message: LaneMessage };

/** The log as messages of lanes, each naming the one before it. */
export const messagesOf = async (
  source: InMemoryEventSource,
  laneCount: number,
  types: readonly string[],
): Promise<InLane[]> => {
  const last = new Map<number, number>();
  const { events, unreadable } = await source.read({ afterPosition: 0, limit: 1e6 });
  const broken = new Map(unreadable.map((event) => [event.position, event]));
  return [...events, ...unreadable]
    .sort((a, b) => a.position - b.position)
    .map((event: LoggedEvent) => {
      const lane = laneOf(event, laneCount);
      const previousPosition = last.get(lane) ?? 0;
      last.set(lane, event.position);
      const isWanted = types.includes(event.type);
      const unread = broken.get(event.position) ?? null;
      return {
        lane,
        message: {
          position: event.position,
          previousPosition,
          bytes: 100,
          event: isWanted && unread === null ? event : null,
          unreadable: isWanted ? unread : null,
        },
      };
    });
};

/** Of one moment, as the relay's row is. */
export const relayedOf = async (source: InMemoryEventSource, laneCount: number): Promise<Relayed> => {
  const lanePositions = Array.from({ length: laneCount }, () => 0);
  for (const { lane, message } of await messagesOf(source, laneCount, []))
    lanePositions[lane] = message.position;
  return { position: Math.max(...lanePositions), lanePositions };
};

/** A transport that a test plays by hand. */
export class HandFeed extends BackgroundService implements LaneFeed {
  override readonly name = 'hand feed';
  override readonly started = Promise.resolve();
  readonly committed = new Map<number, number>();

  constructor(readonly receiver: LaneReceiver) {
    super();
  }

  override start(): void {
    // nothing is brought by itself
  }

  override async stop(): Promise<void> {
    // nothing to leave
  }

  moved(lane: number, position: number): void {
    this.committed.set(lane, position);
  }
}

export type Member = {
  projector: LaneProjector;
  feed: HandFeed;
  lines: Logged[];
  counts: Map<string, number>;
};

const started = new Set<LaneProjector>();

export const stopMembers = async (): Promise<void> => {
  await Promise.all([...started].map((projector) => projector.stop()));
  started.clear();
};

export const startMember = (
  db: TestDatabase,
  source: InMemoryEventSource,
  options: Partial<LaneProjectorOptions> = {},
): Member => {
  const { log, lines } = recordingLog();
  const laneCount = options.laneCount ?? 4;
  const feeds: HandFeed[] = [];
  const counts = new Map<string, number>();
  const projector = createLaneProjector({
    pool: db.pool,
    source,
    holesFrom: source,
    projection: notesProjection(),
    log,
    pollMs: 10,
    leaseMs: 1_000,
    laneCount,
    laneOf,
    relayed: () => relayedOf(source, laneCount),
    feed: (receiver) => {
      const feed = new HandFeed(receiver);
      feeds.push(feed);
      return feed;
    },
    counted: (what, events) => void counts.set(what, (counts.get(what) ?? 0) + events),
    waits: { holeMs: 20, tailMs: 40 },
    ...options,
  });
  started.add(projector);
  projector.start();
  const [feed] = feeds;
  if (feed === undefined) throw new Error('the projector wants a feed');
  return { projector, feed, lines, counts };
};

/** What tests of lanes do again and again. */
export const lanesUnderTest = (given: { db: () => TestDatabase; source: () => InMemoryEventSource }) => {
  const { db, source } = given;
  const name = 'notes.books';
  const messages = (): Promise<InLane[]> => messagesOf(source(), 4, Object.keys(notesProjection().on));
  const deliver = async ({ feed }: Member, some: readonly InLane[]): Promise<void> => {
    for (const { lane, message } of some) await feed.receiver.receive(lane, [message]);
  };
  const reached = (position?: number): Promise<unknown> =>
    waitFor(async () => (await readPosition(db().pool, name)) >= (position ?? (await source().head())), {
      what: 'the lanes to catch up',
      timeoutMs: 20_000,
      pollMs: 5,
    });
  const open = (): Promise<unknown> =>
    waitFor(async () => (await readLanes(db().pool, name)) !== null, { what: 'lanes', pollMs: 5 });
  /** Members with these lanes, up and serving. */
  const serving = async (...lanes: readonly (readonly number[])[]): Promise<Member[]> => {
    const members = lanes.map(() => startMember(db(), source()));
    for (const [index, { feed }] of members.entries()) feed.receiver.assigned(lanes[index] ?? []);
    await open();
    for (const [index, { projector }] of members.entries()) {
      const own = lanes[index] ?? [];
      if (own.length > 0) await waitFor(() => projector.isServing, { what: 'lanes to be served', pollMs: 5 });
    }
    return members;
  };
  return { messages, deliver, reached, open, serving };
};

type Word = { book: string; n: number; isCrossed: boolean };

export const words: fc.Arbitrary<Word[]> = fc.array(
  fc.record({
    book: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
    n: fc.nat(9),
    isCrossed: fc.boolean(),
  }),
  { minLength: 1, maxLength: 60 },
);

export const toEvent = ({ book, n, isCrossed }: Word): NewEvent =>
  isCrossed ? noteCrossedOut(book, n) : noteTaken(book, n);
