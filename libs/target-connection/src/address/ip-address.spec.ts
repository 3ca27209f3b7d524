import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatIpAddress, isInBlock, parseBlock, parseIpAddress } from './ip-address.ts';

const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), {
  minLength: 8,
  maxLength: 8,
});
const written = (values: readonly number[]): string => values.map((value) => value.toString(16)).join(':');

describe('an address', () => {
  test('is written as the URL standard writes it, which is RFC 5952 without mixed notation', () => {
    fc.assert(
      fc.property(groups, (values) => {
        const address = parseIpAddress(written(values));
        const expected = new URL(`http://[${written(values)}]/`).hostname.slice(1, -1);
        expect(address === null ? null : formatIpAddress(address)).toBe(expected);
      }),
      { seed: 5952, numRuns: 500 },
    );
  });

  test('is the same whatever its spelling', () => {
    const spellings = ['::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:FFFF:7F00:0001'];
    expect(new Set(spellings.map((text) => parseIpAddress(text)?.value))).toEqual(
      new Set([0xffff_7f00_0001n]),
    );
    expect(parseIpAddress('::127.0.0.1')?.value).toBe(0x7f00_0001n);
  });

  test.each([
    '',
    '1',
    '127.1',
    '01.2.3.4',
    '1.2.3.4 ',
    'fe80::1%eth0',
    '1::2::3',
    ':::',
    '::1/128',
    'localhost',
  ])('"%s" is none', (text) => expect(parseIpAddress(text)).toBeNull());
});

describe('a block', () => {
  test('holds exactly the addresses that share its first bits', () => {
    const bits = fc.integer({ min: 0, max: 32 });
    const value = fc.bigInt({ min: 0n, max: 0xffff_ffffn });
    fc.assert(
      fc.property(value, value, bits, (first, other, prefix) => {
        const mask = prefix === 0 ? 0n : (0xffff_ffffn << BigInt(32 - prefix)) & 0xffff_ffffn;
        const block = { family: 4, first: first & mask, prefix } as const;
        expect(isInBlock(block, { family: 4, value: other })).toBe((other & mask) === (first & mask));
        expect(isInBlock(block, { family: 6, value: other })).toBe(false);
      }),
      { seed: 4632 },
    );
  });

  test.each([
    '10.0.0.0',
    '10.0.0.1/8',
    '10.0.0.0/33',
    '10.0.0.0/08',
    'fd00::/129',
    '10.0.0.0/8/8',
    '10/8',
    '/8',
    '::1/',
  ])('"%s" is none', (text) => expect(parseBlock(text)).toBeNull());
});
