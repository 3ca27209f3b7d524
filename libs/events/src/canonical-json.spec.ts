import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.ts';

const runs = { seed: 20260105, numRuns: 500 };

describe('canonical JSON', () => {
  test('orders keys by code units, without white space, leaving undefined members out', () => {
    expect(canonicalJson({ b: 1, a: [{ d: null, c: undefined }], B: 'x', ä: true, '10': 0, '9': 1 })).toBe(
      '{"10":0,"9":1,"B":"x","a":[{"d":null}],"b":1,"ä":true}',
    );
  });

  test('orders a surrogate pair before U+FF21, as code units do and code points do not', () => {
    expect(canonicalJson({ '\uFF21': 1, '😀': 2 })).toBe('{"😀":2,"\uFF21":1}');
  });

  test('prints numbers and strings as RFC 8785 does', () => {
    expect(canonicalJson([1e21, 1e-7, 0.1, -0, 333333333.33333329])).toBe(
      '[1e+21,1e-7,0.1,0,333333333.3333333]',
    );
    expect(canonicalJson('\u20ac$\u000F\u000aA\'B"\\')).toBe('"€$\\u000f\\nA\'B\\"\\\\"');
  });

  test('is JSON for the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      runs,
    );
  });

  test('is the same text whatever order the keys were written in', () => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, member]) => [key, shuffled(member)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
      }),
      runs,
    );
  });
});
