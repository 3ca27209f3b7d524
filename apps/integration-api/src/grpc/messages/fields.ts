/** proto3 cannot tell a text that was left out from an empty one; where nothing may be empty, it was left out. */
export const given = (text: string): string | undefined => (text === '' ? undefined : text);

/** The same for repeated fields. */
export const givenList = <Item>(list: readonly Item[]): readonly Item[] | undefined =>
  list.length === 0 ? undefined : list;

/** What REST says with null is left out here. */
export const present = <Value>(value: Value | null): Value | undefined => value ?? undefined;

/**
 * Without members that are undefined, however deep, and without objects that are empty for it: as the same request looks
 * in JSON, so that an idempotency key stands for both.
 */
export const compact = (value: unknown): unknown => {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, compact(member)]),
  );
};
