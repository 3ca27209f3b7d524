import { z } from 'zod';

export const maxPageSize = 200;
export const defaultPageSize = 50;

/** What every list accepts. */
export const pageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(maxPageSize)
    .default(defaultPageSize)
    .meta({ description: `Items on a page, 1 to ${maxPageSize}.`, examples: [50] }),
  cursor: z
    .string()
    .min(1)
    .max(2_000)
    .optional()
    .meta({ description: '`next_cursor` of the page before. Opaque, and good for the same list only.' }),
};

/** What every list answers. */
export const pageOf = <Item extends z.ZodType>(item: Item, meta: { id: string; description: string }) =>
  z
    .object({
      items: z.array(item),
      next_cursor: z.string().nullable().meta({ description: 'For the next page; null on the last.' }),
      has_more: z.boolean(),
    })
    .meta(meta);

/** `a,b` or the parameter repeated. */
export const listOf = <Item extends z.ZodType<string>>(item: Item) =>
  z.preprocess(
    (value) => (Array.isArray(value) ? value : [value]).flatMap((part) => String(part).split(',')),
    z.array(item).min(1).max(50),
  );
