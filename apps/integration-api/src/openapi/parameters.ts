import { z } from 'zod';
import type { Route } from '@cadastre/api-contract';
import { schemaReference } from './schema-reference.ts';

/** Path and query parameters of a route. */
export const parametersOf = ({ params, query }: Route): unknown[] => [
  ...entries(params).map(([name, schema]) => ({ ...parameter('path', name, schema), required: true })),
  ...entries(query).map(([name, schema]) => parameter('query', name, schema)),
];

export const headerParameter = (name: string, schema: z.ZodType): unknown => ({
  ...parameter('header', name, schema),
  required: false,
});

const entries = (object: z.ZodObject | undefined): [string, z.ZodType][] =>
  Object.entries<z.ZodType>(object?.shape ?? {});

const parameter = (place: 'path' | 'query' | 'header', name: string, schema: z.ZodType) => {
  const { description, ...described } = schemaReference(schema, 'output');
  return {
    name,
    in: place,
    required: !schema.safeParse(undefined).success,
    ...(description === undefined ? {} : { description }),
    ...(described.type === 'array' ? { style: 'form', explode: false } : {}),
    schema: described,
  };
};
