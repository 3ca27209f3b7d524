import { z } from 'zod';

const notStorable = /[\0\p{Surrogate}]/u;

/** Text as PostgreSQL can store it: no NUL, no half surrogate pairs. Everything else comes back exactly. */
export const text = (bounds: { min?: number; max: number }) =>
  z
    .string()
    .min(bounds.min ?? 1)
    .max(bounds.max)
    .refine((value) => !notStorable.test(value), 'must not hold NUL or half of a surrogate pair');
