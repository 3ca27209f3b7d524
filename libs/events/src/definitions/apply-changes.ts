import type { CatalogChange } from './catalog-change.ts';
import { definitionSchemas, type ObjectKind } from './catalog-object.ts';
import { inPartOrder, partKeyOf } from './part-order.ts';

type Members = Readonly<Record<string, unknown>>;
type Step = { readonly path: readonly string[]; readonly after: unknown };

/**
 * The definition after the changes, for any kind. Inverse of the diff:
 * `applyChanges(before, diff(before, after))` equals `after`. Doing it again changes nothing more, a change of a part
 * that is not there is passed over, and the input is not modified.
 *
 * `["kind"]` is the one path that does not lead into the definition: the object became one of another kind, and its
 * definition takes that kind's shape.
 */
export const applyChanges = <T extends object>(definition: T, changes: readonly CatalogChange[]): T => {
  const steps = changes.filter(({ path }) => !isKind(path));
  const changed = changeMembers(definition as Members, steps);
  const kind = changes.findLast(({ path }) => isKind(path))?.after;
  return (kind === undefined ? changed : inShapeOf(kind as ObjectKind, changed)) as T;
};

const isKind = (path: readonly string[]): boolean => path.length === 1 && path[0] === 'kind';

/** The fields of that kind, in its order; null where the kind before had none. */
const inShapeOf = (kind: ObjectKind, definition: Members): Members => {
  const fields = Object.keys(definitionSchemas[kind].shape);
  return Object.fromEntries(fields.map((field) => [field, definition[field] ?? null]));
};

const changeMembers = (members: Members, steps: readonly Step[]): Members => {
  const result: Record<string, unknown> = { ...members };
  for (const [field, inside] of byFirst(steps)) result[field] = changeField(field, result[field], inside);
  return result;
};

const changeField = (field: string, value: unknown, steps: readonly Step[]): unknown => {
  const replacedAt = steps.findLastIndex(({ path }) => path.length === 0);
  const start = replacedAt < 0 ? value : steps[replacedAt]?.after;
  const inside = steps.slice(replacedAt + 1);
  if (inside.length === 0) return start;
  const key = partKeyOf(field);
  return key === undefined
    ? changeMembers((start ?? {}) as Members, inside)
    : inPartOrder(field, changeParts((start ?? []) as Members[], key, inside));
};

/** One pass over the parts and one over the steps, however many there are of either. */
const changeParts = (parts: readonly Members[], key: string, steps: readonly Step[]): Members[] => {
  const byName = new Map(parts.map((part) => [String(part[key]), part]));
  for (const { path, after } of steps) {
    const [name = '', ...inside] = path;
    const part = inside.length > 0 ? byName.get(name) : undefined;
    if (inside.length > 0 && part === undefined) continue;
    byName.delete(name);
    const changed =
      part === undefined ? (after as Members | null) : changeMembers(part, [{ path: inside, after }]);
    if (changed !== null) byName.set(String(changed[key]), changed);
  }
  return [...byName.values()];
};

const byFirst = (steps: readonly Step[]): Map<string, Step[]> => {
  const groups = new Map<string, Step[]>();
  for (const { path, after } of steps) {
    const [first = '', ...rest] = path;
    const group = groups.get(first);
    if (group) group.push({ path: rest, after });
    else groups.set(first, [{ path: rest, after }]);
  }
  return groups;
};
