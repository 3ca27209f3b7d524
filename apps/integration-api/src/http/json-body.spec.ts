import { describe, expect, test } from '@jest/globals';
import { ApiError } from './api-error.ts';
import { maxDepth, parseJsonBody as parseBytes } from './json-body.ts';

const parseJsonBody = (text: string): unknown => parseBytes(Buffer.from(text));

const codeOf = (text: string): string | undefined => {
  try {
    parseJsonBody(text);
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
  return undefined;
};
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('parseJsonBody', () => {
  test('reads JSON', () => {
    expect(parseJsonBody('{"a":[1,"[[["]}')).toEqual({ a: [1, '[[['] });
  });

  test('takes an empty body for none', () => {
    expect(parseJsonBody(' \n')).toBeUndefined();
  });

  test('takes as many levels as are allowed and not one more', () => {
    expect(codeOf(nested(maxDepth))).toBeUndefined();
    expect(codeOf(nested(maxDepth + 1))).toBe('body-too-deep');
    expect(codeOf(nested(100_000))).toBe('body-too-deep');
  });

  test('does not count brackets inside strings, escaped quotes included', () => {
    expect(codeOf(JSON.stringify({ a: `"${'['.repeat(500)}\\"` }))).toBeUndefined();
  });

  test.each(['{', '{"a":}', 'nonsense', "{'a':1}", '{"__proto__":{"x":1}}', '{"a":{"__proto__":1}}'])(
    'refuses %s',
    (text) => {
      expect(codeOf(text)).toBe('malformed-json');
    },
  );

  test('refuses bytes that are not UTF-8, instead of reading another name or password from them', () => {
    const latin1 = Buffer.from('{"password":"caf\u00e9"}', 'latin1');
    expect(() => parseBytes(latin1)).toThrow('The body is not UTF-8');
  });

  test('does not quote the body in what it says', () => {
    expect(() => parseJsonBody('{"password":"CANARY-1"')).toThrow(/^The body is not well-formed JSON$/);
  });
});
