import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import * as contract from './index.ts';

const schemas = Object.entries(contract).filter(([, value]) => value instanceof z.ZodType) as [
  string,
  z.ZodType,
][];
const withExamples = schemas.flatMap(([name, schema]) =>
  ((z.globalRegistry.get(schema)?.examples ?? []) as unknown[]).map(
    (example): [string, z.ZodType, unknown] => [name, schema, example],
  ),
);

describe('the examples of the documents', () => {
  test.each(withExamples)('one of %s is valid', (_, schema, example) => {
    expect(schema.safeParse(example).error).toBeUndefined();
  });

  test('there are some', () => {
    expect(withExamples.length).toBeGreaterThan(5);
  });
});
