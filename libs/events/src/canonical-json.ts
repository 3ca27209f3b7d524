/**
 * One text for one value: object keys in code-unit order, no white space, `undefined` members left out
 * (RFC 8785 for the values that events hold). What is hashed and compared is hashed and compared as this text.
 *
 * The engine prints many times faster than we could: it is given a copy with its keys in order. It has an order of its
 * own for keys like `9` and `10`; values with such keys are printed member by member.
 */
export const canonicalJson = (value: unknown): string => {
  const ordered = inOrder(value ?? null);
  return ordered === unorderable ? printed(value) : JSON.stringify(ordered);
};

const unorderable = Symbol('holds a key that an object cannot keep in order');

type Members = Record<string, unknown>;

/** The same value, or a copy where keys were out of order. */
const inOrder = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? itemsInOrder(value) : membersInOrder(value as Members);
};

const itemsInOrder = (items: readonly unknown[]): unknown => {
  let copy: unknown[] | undefined;
  for (let at = 0; at < items.length; at += 1) {
    const item = inOrder(items[at]);
    if (item === unorderable) return unorderable;
    if (item !== items[at]) copy ??= items.slice();
    if (copy !== undefined) copy[at] = item;
  }
  return copy ?? items;
};

const membersInOrder = (members: Members): unknown => {
  const keys = Object.keys(members);
  const order = orderOf(keys);
  if (order?.length !== keys.length) return unorderable;
  const copy: Members = {};
  let isSame = order === keys;
  for (const key of order) {
    // Two shapes may be written alike, where keys hold a NUL.
    if (!Object.hasOwn(members, key)) return unorderable;
    const member = inOrder(members[key]);
    if (member === unorderable) return unorderable;
    isSame &&= member === members[key];
    copy[key] = member;
  }
  return isSame ? members : copy;
};

/** Shapes recur: the order of each is found once. */
const orders = new Map<string, readonly string[] | null>();
const mostOrders = 2_000;

/** `keys` itself where they are in order; null where no object could hold them in order. */
const orderOf = (keys: readonly string[]): readonly string[] | null => {
  if (keys.length < 2 && keys.every(isKept)) return keys;
  const shape = keys.join('\u0000');
  let order = orders.get(shape);
  if (order === undefined) {
    order = keys.every(isKept) ? keys.toSorted((a, b) => (a < b ? -1 : 1)) : null;
    if (orders.size >= mostOrders) orders.clear();
    orders.set(shape, order);
  }
  return order?.every((key, at) => key === keys[at]) === true ? keys : order;
};

/** Array indexes come first in every object, and `__proto__` is not a member. */
const isKept = (key: string): boolean => !/^(0|[1-9]\d*)$/.test(key) && key !== '__proto__';

const printed = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map((item) => printed(item)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${printed(member)}`);
  return `{${members.join(',')}}`;
};
