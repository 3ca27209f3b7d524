import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SnapshotEntry } from './snapshot-entry.ts';
import { matchRestored } from './match-restored.ts';

const known = (oid: number, name: string): SnapshotEntry => ({
  identity: { catalog: 'pg_class', oid },
  kind: 'table',
  schema: 's',
  name,
  qualifiedName: `s.${name}`,
  hash: '',
});
const there = (oid: number, name: string) => ({
  identity: { catalog: 'pg_class' as const, oid },
  qualifiedName: `s.${name}`,
});

describe('matching a restored database', () => {
  test('finds objects again by name, and says which are gone', () => {
    const { gone, moves } = matchRestored(
      [known(1, 'a'), known(2, 'b'), known(3, 'c')],
      [there(11, 'a'), there(3, 'c'), there(12, 'new')],
    );
    expect(gone.map(({ name }) => name)).toEqual(['b']);
    expect(moves.map(({ known: { name }, to }) => [name, to.oid])).toEqual([['a', 11]]);
  });

  test('keeps system catalogs apart', () => {
    const type = { ...known(5, 'a'), identity: { catalog: 'pg_type' as const, oid: 5 } };
    expect(matchRestored([type], [there(6, 'a')]).gone).toEqual([type]);
  });

  test('moves into a free place only, whatever changed places with what', () => {
    const oids = fc.uniqueArray(fc.integer({ min: 16_384, max: 16_420 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(oids, fc.infiniteStream(fc.integer()), (before, random) => {
        const ranks = before.map(() => random.next().value as number);
        const after = [...before]
          .map((oid, index) => ({ oid, rank: ranks[index] ?? 0 }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ oid }, index) => (index % 3 === 0 ? oid + 100 : oid));
        const { moves } = matchRestored(
          before.map((oid, index) => known(oid, `t${index}`)),
          after.map((oid, index) => there(oid, `t${index}`)),
        );
        const places = new Map(before.map((oid, index) => [oid, `t${index}`]));
        for (const {
          known: { name },
          from,
          to,
        } of moves) {
          expect(places.get(from.oid)).toBe(name);
          expect(places.has(to.oid)).toBe(false);
          places.delete(from.oid);
          places.set(to.oid, name);
        }
        expect([...places].sort()).toEqual(after.map((oid, index) => [oid, `t${index}`]).sort());
      }),
    );
  });
});
