import { describe, expect, test } from '@jest/globals';
import type { ObjectKind, SystemCatalog } from '@cadastre/events';
import { SnapshotOrderBroken } from './in-snapshot-order.ts';
import {
  ReadAfterEnd,
  mergeSnapshots,
  readToEnd,
  type SnapshotOutcome,
  type SnapshotsToMerge,
} from './merge-snapshots.ts';
import type { SnapshotEntry } from './snapshot-entry.ts';

type Change = {
  kind?: ObjectKind;
  catalog?: SystemCatalog;
  schema?: string | null;
  name?: string;
  hash?: string;
};

const entry = (oid: number, change: Change = {}): SnapshotEntry => {
  const { kind = 'table', catalog = 'pg_class', schema = 's', name = `t${oid}`, hash = 'a' } = change;
  return {
    identity: { catalog, oid },
    kind,
    schema,
    name,
    qualifiedName: schema === null ? name : `${schema}.${name}`,
    hash,
  };
};

type Sides = Partial<SnapshotsToMerge<SnapshotEntry, SnapshotEntry>>;

const outcomes = async ({ known = [], seen = [readToEnd], isInScope = () => true }: Sides) => {
  const told: string[] = [];
  for await (const outcome of mergeSnapshots({ known, seen, isInScope })) told.push(inWords(outcome));
  return told;
};

const inWords = (outcome: SnapshotOutcome<SnapshotEntry, SnapshotEntry>): string => {
  const { kind, identity } = 'seen' in outcome ? outcome.seen : outcome.known;
  const suffix = outcome.outcome === 'altered' && outcome.isRenamed ? ' and renamed' : '';
  return `${kind} ${identity.oid} ${outcome.outcome}${suffix}`;
};

describe('merging snapshots', () => {
  test('tells what became of each object, in order', async () => {
    const known = [entry(1), entry(2), entry(3), entry(4), entry(5)];
    const seen = [
      entry(1),
      entry(3, { name: 'renamed' }),
      entry(4, { hash: 'b' }),
      entry(5, { schema: 'elsewhere', hash: 'b' }),
      entry(6),
      readToEnd,
    ];
    expect(await outcomes({ known, seen })).toEqual([
      'table 1 same',
      'table 2 dropped',
      'table 3 renamed',
      'table 4 altered',
      'table 5 altered and renamed',
      'table 6 discovered',
    ]);
  });

  test('keeps system catalogs apart: one OID in two of them is two objects', async () => {
    const known = [entry(7, { catalog: 'pg_type', kind: 'type' }), entry(7)];
    const seen = [entry(7), entry(7, { catalog: 'pg_proc', kind: 'routine' }), readToEnd];
    expect(await outcomes({ known, seen })).toEqual([
      'type 7 dropped',
      'table 7 same',
      'routine 7 discovered',
    ]);
  });

  test('discovers everything the first time, and drops everything that is gone', async () => {
    expect(await outcomes({ seen: [entry(1), entry(2), readToEnd] })).toEqual([
      'table 1 discovered',
      'table 2 discovered',
    ]);
    expect(await outcomes({ known: [entry(1), entry(2)] })).toEqual(['table 1 dropped', 'table 2 dropped']);
    expect(await outcomes({})).toEqual([]);
  });

  test('takes sides that come at once and sides that come later', async () => {
    async function* later() {
      yield* [entry(1), entry(2), readToEnd] as const;
    }
    expect(await outcomes({ known: new Set([entry(1)]), seen: later() })).toEqual([
      'table 1 same',
      'table 2 discovered',
    ]);
  });
});

describe('absence is no deletion', () => {
  test('of what comes after the last object, unless the reader says that it read to the end', async () => {
    const known = [entry(1), entry(2), entry(9)];
    expect(await outcomes({ known, seen: [entry(2)] })).toEqual([
      'table 1 dropped',
      'table 2 same',
      'table 9 unread',
    ]);
    expect(await outcomes({ known, seen: [] })).toEqual([
      'table 1 unread',
      'table 2 unread',
      'table 9 unread',
    ]);
  });

  test('in a schema that is out of scope', async () => {
    const known = [entry(1, { schema: 'hidden' }), entry(2), entry(3, { schema: 'hidden' })];
    const isInScope = (schema: string | null) => schema !== 'hidden';
    expect(await outcomes({ known, isInScope })).toEqual([
      'table 1 unread',
      'table 2 dropped',
      'table 3 unread',
    ]);
  });

  test('of a schema itself that is out of scope; what lies outside schemas has a scope of its own', async () => {
    const known = [
      entry(1, { catalog: 'pg_namespace', kind: 'schema', schema: null, name: 'hidden' }),
      entry(2, { catalog: 'pg_namespace', kind: 'schema', schema: null, name: 's' }),
      entry(3, { catalog: 'pg_extension', kind: 'extension', schema: null, name: 'hidden' }),
    ];
    const asked: (string | null)[] = [];
    const isInScope = (schema: string | null) => {
      asked.push(schema);
      return schema !== 'hidden';
    };
    expect(await outcomes({ known, isInScope })).toEqual([
      'schema 1 unread',
      'schema 2 dropped',
      'extension 3 dropped',
    ]);
    expect(asked).toEqual(['hidden', 's', null]);
  });

  test('when the reader fails: what it had not reached is not told of at all', async () => {
    async function* failing() {
      yield entry(2);
      throw new Error('connection lost');
    }
    const told: string[] = [];
    const merging = async () => {
      const sides = { known: [entry(1), entry(2), entry(3)], seen: failing(), isInScope: () => true };
      for await (const outcome of mergeSnapshots(sides)) told.push(inWords(outcome));
    };
    await expect(merging()).rejects.toThrow('connection lost');
    expect(told).toEqual(['table 1 dropped', 'table 2 same']);
  });
});

describe('another kind under the same OID', () => {
  test.each<[ObjectKind, ObjectKind]>([
    ['table', 'partition'],
    ['partition', 'table'],
    ['partitioned-table', 'partition'],
    ['partition', 'partitioned-table'],
  ])('is the same object when a %s became a %s', async (from, to) => {
    const seen = [entry(1, { kind: to }), readToEnd];
    expect(await outcomes({ known: [entry(1, { kind: from })], seen })).toEqual([`${to} 1 altered`]);
  });

  test.each<[ObjectKind, ObjectKind]>([
    ['table', 'view'],
    ['table', 'partitioned-table'],
    ['view', 'materialized-view'],
    ['sequence', 'foreign-table'],
  ])('is another object when a %s became a %s', async (from, to) => {
    const sides = { known: [entry(1, { kind: from })], seen: [entry(1, { kind: to }), readToEnd] };
    const told = [`${from} 1 dropped`, `${to} 1 discovered`];
    expect(await outcomes(sides)).toEqual(told);
    expect(await outcomes({ ...sides, isInScope: () => false })).toEqual(told);
  });
});

describe('a snapshot out of order is an error', () => {
  const disorders = [
    ['an OID before a smaller one', [entry(2), entry(1)]],
    ['the same object twice', [entry(1), entry(1)]],
    ['a catalog before one of its predecessors', [entry(1), entry(2, { catalog: 'pg_type', kind: 'type' })]],
  ] as const;

  test.each(disorders)('on the seen side: %s', async (_, seen) => {
    await expect(outcomes({ seen })).rejects.toThrow(SnapshotOrderBroken);
  });

  test.each(disorders)('on the known side: %s', async (_, known) => {
    await expect(outcomes({ known })).rejects.toThrow(SnapshotOrderBroken);
  });

  test('going on after the end is one too', async () => {
    await expect(outcomes({ seen: [readToEnd, entry(1)] })).rejects.toThrow(ReadAfterEnd);
    await expect(outcomes({ seen: [readToEnd, readToEnd] })).rejects.toThrow(ReadAfterEnd);
  });
});

describe('memory and sources', () => {
  test('it never reads ahead on either side', async () => {
    const taken = { known: 0, seen: 0 };
    function* counting(side: keyof typeof taken) {
      for (let oid = 1; oid <= 1_000; oid += 1) {
        taken[side] += 1;
        yield entry(oid);
      }
    }
    let told = 0;
    const sides = { known: counting('known'), seen: counting('seen'), isInScope: () => true };
    for await (const _ of mergeSnapshots(sides)) {
      told += 1;
      expect(taken.seen).toBeLessThanOrEqual(told + 1);
      expect(taken.known).toBeLessThanOrEqual(told + 1);
    }
    expect(told).toBe(1_000);
  });

  test('it closes both sides when it is left early', async () => {
    const closed: string[] = [];
    async function* endless(side: string) {
      try {
        for (let oid = 1; ; oid += 1) yield entry(oid);
      } finally {
        closed.push(side);
      }
    }
    const sides = { known: endless('known'), seen: endless('seen'), isInScope: () => true };
    for await (const _ of mergeSnapshots(sides)) break;
    expect(closed.sort()).toEqual(['known', 'seen']);
  });
});
