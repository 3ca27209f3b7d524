import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decrypt, encrypt } from './envelope.ts';

const key = randomBytes(32);
const context = Buffer.from('here');
const sealed = encrypt(key, Buffer.from('CANARY-secret'), context);

describe('what is sealed', () => {
  test('opens with the same key in the same context', () => {
    expect(decrypt(key, sealed, context).toString()).toBe('CANARY-secret');
  });

  test('is never sealed alike twice', () => {
    expect(encrypt(key, Buffer.from('CANARY-secret'), context).equals(sealed)).toBe(false);
  });

  test('does not open after any single bit was changed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 * sealed.length - 1 }), (bit) => {
        const changed = Buffer.from(sealed);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => decrypt(key, changed, context)).toThrow();
      }),
      { seed: 256, numRuns: 400 },
    );
  });

  test('does not open with another key or in another context', () => {
    expect(() => decrypt(randomBytes(32), sealed, context)).toThrow();
    expect(() => decrypt(key, sealed, Buffer.from('there'))).toThrow();
  });

  test.each([0, 1, 11, 12, 16, 27, 28])('does not open when cut down to %i bytes', (length) => {
    expect(() => decrypt(key, sealed.subarray(0, length), context)).toThrow();
  });

  test('does not open with a tag cut to four bytes, which Node takes where its length is not pinned', () => {
    const short = Buffer.concat([sealed.subarray(0, 16), sealed.subarray(28)]);
    expect(() => decrypt(key, short, context)).toThrow();
  });
});
