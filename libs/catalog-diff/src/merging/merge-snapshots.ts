import { keepsIdentity } from '../object-kinds.ts';
import { orderWatch } from './in-snapshot-order.ts';
import { compareIdentities, type SnapshotEntry } from './snapshot-entry.ts';

/** Said by a reader after the last object: everything in scope was read, so what did not come is not there. */
export const readToEnd = { mark: 'read-to-end' } as const;
export type ReadToEnd = typeof readToEnd;

export type SnapshotsToMerge<Known extends SnapshotEntry, Seen extends SnapshotEntry> = {
  /** What the catalog holds, in order. */
  readonly known: Iterable<Known> | AsyncIterable<Known>;
  /** What the target shows, in order; `readToEnd` at last. An object promises that all of the scope before it came. */
  readonly seen: Iterable<Seen | ReadToEnd> | AsyncIterable<Seen | ReadToEnd>;
  /**
   * Would objects of this schema have been read if they were there? False for schemas that are excluded or could not
   * be read. Null: objects outside any schema, but a schema itself is asked for by its own name.
   */
  readonly isInScope: (schema: string | null, known: Known) => boolean;
};

/** What became of one object. Each object gives one outcome; one that is another under the same OID gives two. */
export type SnapshotOutcome<Known, Seen> =
  | { readonly outcome: 'discovered'; readonly seen: Seen }
  | { readonly outcome: 'same'; readonly known: Known; readonly seen: Seen }
  | { readonly outcome: 'renamed'; readonly known: Known; readonly seen: Seen }
  /** Inside; `diffObjects` on both definitions says how. It may have been renamed besides. */
  | { readonly outcome: 'altered'; readonly known: Known; readonly seen: Seen; readonly isRenamed: boolean }
  | { readonly outcome: 'dropped'; readonly known: Known }
  /** Not seen, but neither was its place read: it is taken to be as it was. */
  | { readonly outcome: 'unread'; readonly known: Known };

/**
 * Walks two ordered snapshots side by side, holding one entry of each. An outcome comes as soon as it is certain, so
 * drops may come before an error of the reader; they are true all the same.
 *
 * @throws SnapshotOrderBroken if either side is out of order; and what the sides throw
 */
export async function* mergeSnapshots<Known extends SnapshotEntry, Seen extends SnapshotEntry>({
  known,
  seen,
  isInScope,
}: SnapshotsToMerge<Known, Seen>): AsyncGenerator<SnapshotOutcome<Known, Seen>, void> {
  const watchSeen = orderWatch('seen');
  const olds = new Cursor(known);
  let isComplete = false;
  try {
    let old = await olds.next();
    for await (const item of seen) {
      if (isComplete) throw new ReadAfterEnd();
      if (isMark(item)) {
        isComplete = true;
        continue;
      }
      watchSeen(item);
      while (old !== null && compareIdentities(old.identity, item.identity) < 0) {
        yield missing(old, isInScope);
        old = await olds.next();
      }
      if (old !== null && compareIdentities(old.identity, item.identity) === 0) {
        yield* met(old, item);
        old = await olds.next();
      } else yield { outcome: 'discovered', seen: item };
    }
    for (; old !== null; old = await olds.next()) {
      yield isComplete ? missing(old, isInScope) : { outcome: 'unread', known: old };
    }
  } finally {
    await olds.close();
  }
}

/** A bug of the reader: it said that it was done. */
export class ReadAfterEnd extends Error {
  constructor() {
    super('The seen snapshot goes on after it was read to its end');
    this.name = 'ReadAfterEnd';
  }
}

const isMark = (item: SnapshotEntry | ReadToEnd): item is ReadToEnd => 'mark' in item;

const missing = <Known extends SnapshotEntry>(
  known: Known,
  isInScope: (schema: string | null, known: Known) => boolean,
): SnapshotOutcome<Known, never> => {
  const scope = known.kind === 'schema' ? known.name : known.schema;
  return { outcome: isInScope(scope, known) ? 'dropped' : 'unread', known };
};

function* met<Known extends SnapshotEntry, Seen extends SnapshotEntry>(
  known: Known,
  seen: Seen,
): Generator<SnapshotOutcome<Known, Seen>> {
  if (!keepsIdentity(known.kind, seen.kind)) {
    yield { outcome: 'dropped', known };
    yield { outcome: 'discovered', seen };
    return;
  }
  const isRenamed =
    known.schema !== seen.schema || known.name !== seen.name || known.qualifiedName !== seen.qualifiedName;
  const isAltered = known.hash !== seen.hash || known.kind !== seen.kind;
  if (isAltered) yield { outcome: 'altered', known, seen, isRenamed };
  else yield { outcome: isRenamed ? 'renamed' : 'same', known, seen };
}

/** One entry at a time, in order; closes its source when it is left early. */
class Cursor<Entry extends SnapshotEntry> {
  private readonly entries: Iterator<Entry> | AsyncIterator<Entry>;
  private readonly watch = orderWatch('known');

  constructor(source: Iterable<Entry> | AsyncIterable<Entry>) {
    this.entries =
      Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  }

  async next(): Promise<Entry | null> {
    const result = await this.entries.next();
    if (result.done === true) return null;
    this.watch(result.value);
    return result.value;
  }

  async close(): Promise<void> {
    await this.entries.return?.();
  }
}
