import { z } from 'zod';
import { listOf, pageQuery } from '../http/page.ts';
import { text } from '../http/text.ts';

const objectSorts = [
  'qualified_name',
  'name',
  'kind',
  'total_bytes',
  'row_estimate',
  'column_count',
  'changed',
] as const;
export type ObjectSort = (typeof objectSorts)[number];

/** Names as they are given in a path: unquoted, percent-encoded. */
export const nameParameter = text({ max: 1_000 }).meta({ description: 'Unquoted, percent-encoded.' });

/** What every list of a catalog accepts. `fields`: the members that items may be cut down to. */
export const catalogListQuery = <const Field extends string>(fields: readonly [Field, ...Field[]]) => ({
  ...pageQuery,
  name: text({ max: 255 })
    .optional()
    .meta({
      description:
        'Contained in the name, without regard to case; with `*` or `?` the whole name has to match.',
      examples: ['order*'],
    }),
  extension: text({ max: 255 }).optional().meta({ description: 'Owned by this extension.' }),
  sort: z
    .enum([...objectSorts, ...objectSorts.map((sort) => `-${sort}` as const)])
    .default('qualified_name')
    .meta({ description: 'With `-` in front: descending.' }),
  fields: listOf(z.enum(fields)).optional().meta({
    description: 'Only these members; the parts of a definition come only when they are named here.',
  }),
});

export const schemaFilter = {
  schema: text({ max: 255 })
    .optional()
    .meta({ description: 'In this schema.', examples: ['ecommerce'] }),
};

/** Names of an item's members, and of the parts that a list gives only when asked. */
export const fieldsOf = <const Part extends string = never>(
  item: z.ZodObject,
  parts: readonly Part[] = [],
): [string, ...string[]] => [...Object.keys(item.shape), ...parts] as [string, ...string[]];
