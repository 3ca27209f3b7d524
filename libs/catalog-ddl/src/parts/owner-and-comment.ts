import { literal, name } from '../text/quote.ts';

/** `what` as ALTER takes it, e.g. `TABLE shop.orders`. */
export const ownerStatement = (what: string, owner: string | null): string[] =>
  owner === null ? [] : [`ALTER ${what} OWNER TO ${name(owner)};`];

/** `what` as COMMENT ON takes it. */
export const commentStatement = (what: string, comment: string | null): string[] =>
  comment === null ? [] : [`COMMENT ON ${what} IS ${literal(comment)};`];
