import type { LoggedEvent } from '@cadastre/events';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runsByKey, runsByPosition, type Entry, type Run } from './runs.ts';

const entries = (text: string): Entry[] =>
  text.split(' ').map((word, index) => {
    const [key = '', type = ''] = [...word];
    return { key, event: { type, position: index + 1, data: word } as unknown as LoggedEvent };
  });

const written = (runs: readonly Run[]): string[] =>
  runs.map(({ events }) => events.map(({ data }) => data as string).join(' '));

describe('runs by position', () => {
  test('cut wherever the type changes', () => {
    expect(written(runsByPosition(entries('ax bx ay by bx')))).toEqual(['ax bx', 'ay by', 'bx']);
  });
});

describe('runs by key', () => {
  test('gather a type from all keys that have it first', () => {
    expect(written(runsByKey(entries('ax ay bx by cx cy')))).toEqual(['ax bx cx', 'ay by cy']);
  });

  test('take the most frequent type first, so that others can join the rest', () => {
    expect(written(runsByKey(entries('ay bx by cx cy')))).toEqual(['bx cx', 'ay by cy']);
  });
});

const someEntries = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('x', 'y', 'z')), { minLength: 1 })
  .map((words) => entries(words.map((word) => word.join('')).join(' ')));

test.each([runsByPosition, runsByKey])('%p holds every event once, each run of one type, in order', (cut) => {
  fc.assert(
    fc.property(someEntries, (list) => {
      const runs = cut(list);
      const all = runs.flatMap(({ events }) => events);
      expect(all.map(({ position }) => position).sort((a, b) => a - b)).toEqual(list.map((_, n) => n + 1));
      for (const { type, events } of runs) {
        const positions = events.map(({ position }) => position);
        expect(events.every((event) => event.type === type)).toBe(true);
        expect(positions).toEqual([...positions].sort((a, b) => a - b));
      }
    }),
    { seed: 7 },
  );
});

test('runs by key never let events of one key overtake each other', () => {
  fc.assert(
    fc.property(someEntries, (list) => {
      const runs = runsByKey(list);
      const all = runs.flatMap(({ events }) => events);
      for (const key of ['a', 'b', 'c', 'd']) {
        const positions = all.filter(({ data }) => (data as string).startsWith(key)).map((e) => e.position);
        expect(positions).toEqual([...positions].sort((a, b) => a - b));
      }
    }),
    { seed: 7 },
  );
});
