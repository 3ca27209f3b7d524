import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { UnknownEventVersion, defineEvent } from './define-event.ts';

/** v1 had one name; v2 split it; v3 says when. */
const PersonSeen = defineEvent({
  type: 'PersonSeen',
  category: 'catalog',
  schema: z.object({ first: z.string(), last: z.string(), seen_at: z.iso.datetime() }),
  upcasters: [
    ({ name }: { name: string }) => {
      const [first, last] = name.split(' ');
      return { first, last };
    },
    (v2: object, writtenAt) => ({ ...v2, seen_at: writtenAt }),
  ],
});
const writtenAt = '2026-01-05T09:00:00.000Z';
const ada = { first: 'Ada', last: 'Lovelace', seen_at: writtenAt };

describe('an event definition', () => {
  test('numbers its schema by its upcasters', () => {
    expect(PersonSeen.schemaVersion).toBe(3);
    expect(PersonSeen.create(ada)).toEqual({ type: 'PersonSeen', schemaVersion: 3, data: ada });
  });

  test('lifts stored data of every version to the present shape', () => {
    expect(PersonSeen.read({ name: 'Ada Lovelace' }, 1, writtenAt)).toEqual(ada);
    expect(PersonSeen.read({ first: 'Ada', last: 'Lovelace' }, 2, writtenAt)).toEqual(ada);
    expect(PersonSeen.read(ada, 3, '2027-01-01T00:00:00.000Z')).toEqual(ada);
  });

  test('does not modify what was stored', () => {
    const stored = Object.freeze({ first: 'Ada', last: 'Lovelace' });
    PersonSeen.read(stored, 2, writtenAt);
    expect(stored).toEqual({ first: 'Ada', last: 'Lovelace' });
  });

  test('refuses data of a newer release, or of no version there ever was', () => {
    expect(() => PersonSeen.read(ada, 4, writtenAt)).toThrow(UnknownEventVersion);
    expect(() => PersonSeen.read(ada, 0, writtenAt)).toThrow(UnknownEventVersion);
    expect(() => PersonSeen.read(ada, 1.5, writtenAt)).toThrow(UnknownEventVersion);
  });

  test('validates what is written and what is read', () => {
    expect(() => PersonSeen.create({ ...ada, seen_at: 'yesterday' })).toThrow(z.ZodError);
    expect(() => PersonSeen.read({ first: 'Ada' }, 2, writtenAt)).toThrow(z.ZodError);
  });

  test('drops what the schema does not know', () => {
    expect(PersonSeen.create({ ...ada, password: 'x' } as never).data).toEqual(ada);
  });
});
