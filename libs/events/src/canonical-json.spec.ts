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

  test('keeps keys in order that no object could', () => {
    const value = { b: [{ z: 1, '10': 2, '9': 3 }], a: JSON.parse('{"__proto__":1,"A":2}') as unknown };
    expect(canonicalJson(value)).toBe('{"a":{"A":2,"__proto__":1},"b":[{"10":2,"9":3,"z":1}]}');
  });

  test('does not take one shape for another that is written alike', () => {
    expect(canonicalJson({ 'b\u0000c': 1, a: 2 })).toBe('{"a":2,"b\\u0000c":1}');
    expect(canonicalJson({ b: 1, 'c\u0000a': 2 })).toBe('{"b":1,"c\\u0000a":2}');
    expect(canonicalJson({ b: 1, c: 2, a: 3 })).toBe('{"a":3,"b":1,"c":2}');
  });

  test('does not touch what it prints', () => {
    const value = { b: [{ d: 1, c: 2 }], a: 1 };
    canonicalJson(value);
    expect(JSON.stringify(value)).toBe('{"b":[{"d":1,"c":2}],"a":1}');
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
