/**
 * One text for one value: object keys in code-unit order, no white space, `undefined` members left out
 * (RFC 8785 for the values that events hold). What is hashed and compared is hashed and compared as this text.
 *
 * Most of what is written has its keys in order already; the engine prints that many times faster than we could.
 */
export const canonicalJson = (value: unknown): string => {
  if (isInOrder(value)) return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  const members = Object.entries(value as object)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
};

/** Whether the keys of every object in it stand in code-unit order. (An engine puts `9` before `10`: that is not it.) */
const isInOrder = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  let last: string | undefined;
  for (const key of Object.keys(value)) {
    if (last !== undefined && last > key) return false;
    last = key;
    if (!isInOrder((value as Record<string, unknown>)[key])) return false;
  }
  return true;
};
