/** One page of a list. `nextCursor` is null exactly where `hasMore` is false. */
export type Page<Item> = {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
  readonly hasMore: boolean;
};

/** `limit` is the caller's to bound (at most 200). */
export type PageRequest = {
  readonly limit: number;
  readonly cursor?: string | null | undefined;
};
