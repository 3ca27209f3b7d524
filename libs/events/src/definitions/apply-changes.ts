import { partKeys, type CatalogChange } from './catalog-change.ts';

type Part = Record<string, unknown>;

const comparable = (key: unknown): string =>
  typeof key === 'number' ? String(key).padStart(6, '0') : String(key);

/** Parts are kept in the order of their key: columns by attnum, the others by name (code units). */
const byKey =
  (key: string) =>
  (a: Part, b: Part): number =>
    comparable(a[key]) < comparable(b[key]) ? -1 : 1;

/**
 * The definition after the changes, for any kind. Inverse of the diff:
 * `applyChanges(before, diff(before, after))` equals `after`. The input is not modified.
 */
export const applyChanges = <T extends object>(definition: T, changes: readonly CatalogChange[]): T => {
  const result: Record<string, unknown> = { ...(definition as Record<string, unknown>) };
  for (const { path, after } of changes) {
    const [field, partName, property] = path as [string, string?, string?];
    const key = partKeys[field];
    if (key === undefined || partName === undefined) {
      result[field] = after;
      continue;
    }
    const parts = (result[field] ?? []) as Part[];
    const index = parts.findIndex((part) => String(part[key]) === partName);
    result[field] = changePart({ parts, index, property, key, after });
  }
  return result as T;
};

const changePart = (step: {
  parts: Part[];
  index: number;
  property: string | undefined;
  key: string;
  after: unknown;
}): Part[] => {
  const { parts, index, property, key, after } = step;
  if (property !== undefined) {
    return parts.map((part, at) => (at === index ? { ...part, [property]: after } : part)).sort(byKey(key));
  }
  const others = parts.filter((_, at) => at !== index);
  return after === null ? others : [...others, after as Part].sort(byKey(key));
};
