import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { InvalidInput, type InputIssue } from '@cadastre/errors';
import { parseInput, queryPointer } from './parse-input.ts';

const issuesOf = (parse: () => unknown): readonly InputIssue[] => {
  try {
    parse();
  } catch (error) {
    if (error instanceof InvalidInput) return error.issues;
    throw error;
  }
  return [];
};

const Body = z.strictObject({
  type: z.literal('POSTGRESQL'),
  credential: z.strictObject({ host: z.string().min(1), port: z.int().max(65_535) }),
  'a/b~c': z.string().optional(),
  list: z.array(z.int()).optional(),
});
const good = { type: 'POSTGRESQL', credential: { host: 'h', port: 1 } };

describe('parseInput', () => {
  test('gives back what fits', () => {
    expect(parseInput(Body, good)).toEqual(good);
  });

  test('names every missing field, whatever its type', () => {
    expect(issuesOf(() => parseInput(Body, {}))).toEqual([
      { pointer: '/type', detail: 'is required' },
      { pointer: '/credential', detail: 'is required' },
    ]);
  });

  test.each([
    [
      { ...good, type: 'MYSQL' },
      { pointer: '/type', detail: 'must be "POSTGRESQL"' },
    ],
    [
      { ...good, credential: { host: '', port: 1 } },
      { pointer: '/credential/host', detail: 'must not be empty' },
    ],
    [
      { ...good, credential: { host: 'h', port: '1' } },
      { pointer: '/credential/port', detail: 'must be a number' },
    ],
    [
      { ...good, credential: { host: 'h', port: 1, pasword: 'x' } },
      { pointer: '/credential/pasword', detail: 'is not known here' },
    ],
    [
      { ...good, 'a/b~c': 1 },
      { pointer: '/a~1b~0c', detail: 'must be a string' },
    ],
    [
      { ...good, list: [1, 'two'] },
      { pointer: '/list/1', detail: 'must be a number' },
    ],
    [null, { pointer: '', detail: 'must be an object' }],
  ])('%j: %j', (value, issue) => {
    expect(issuesOf(() => parseInput(Body, value))).toEqual([issue]);
  });

  test.each([
    [z.int().min(1), 0, 'must be at least 1'],
    [z.int().max(200), 201, 'must be at most 200'],
    [z.int(), 1.5, 'must be a whole number'],
    [z.string().max(3), 'long', 'must have at most 3 characters'],
    [z.array(z.string()).max(1), ['a', 'b'], 'must have at most 1 items'],
  ])('%#: a bound is said in words', (schema, value, detail) => {
    expect(issuesOf(() => parseInput(z.object({ field: schema }), { field: value }))).toEqual([
      { pointer: '/field', detail },
    ]);
  });

  test('never repeats a value', () => {
    const secret = 'CANARY-4f1c';
    const wrong = {
      type: secret,
      credential: { host: [secret], port: secret },
      'a/b~c': { [secret]: secret },
    };
    expect(JSON.stringify(issuesOf(() => parseInput(Body, wrong)))).not.toContain(secret);
  });

  test('points at query parameters by name', () => {
    const issues = issuesOf(() =>
      parseInput(z.object({ limit: z.coerce.number() }), { limit: 'x' }, queryPointer),
    );
    expect(issues).toEqual([{ pointer: '?limit', detail: 'must be a number' }]);
  });
});
