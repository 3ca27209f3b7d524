/** The collections of a definition whose parts have an identity of their own, and the field that is it. */
export const partKeys: Readonly<Record<string, string>> = {
  columns: 'attnum',
  constraints: 'name',
  indexes: 'name',
  triggers: 'name',
  rules: 'name',
  policies: 'name',
};

type Part = Readonly<Record<string, unknown>>;

export const partKeyOf = (field: string): string | undefined =>
  Object.hasOwn(partKeys, field) ? partKeys[field] : undefined;

/**
 * Parts in the one order that definitions keep them in: columns by attnum, the others by name in UTF-16 code units
 * (JavaScript's own order: neither a locale's nor PostgreSQL's). A copy; other fields come back as they are.
 */
export const inPartOrder = <T extends object>(field: string, parts: readonly T[]): T[] => {
  const key = partKeyOf(field);
  if (key === undefined) return [...parts];
  return parts.toSorted((a, b) => compare((a as Part)[key], (b as Part)[key]));
};

const compare = (a: unknown, b: unknown): number => {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
};
