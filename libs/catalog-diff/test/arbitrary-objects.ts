import fc from 'fast-check';
import { z } from 'zod';
import {
  definitionSchemas,
  inPartOrder,
  partKeys,
  type CatalogObjectOf,
  type ObjectKind,
} from '@cadastre/events';

/** Few names, so that two definitions share some; among them what sorting and lookups go wrong on. */
const names = [
  'a',
  'b',
  'B',
  'ab',
  '10',
  '9',
  'ä',
  '\uFF21',
  '😀',
  'say "hi"\n',
  '__proto__',
  'constructor',
  '',
];
const text = fc.constantFrom(...names);

/** Values of any schema that definitions are made of; a schema of another make is an error, not a gap. */
const arbitraryOf = (schema: z.core.$ZodType): fc.Arbitrary<unknown> => {
  if (schema instanceof z.ZodObject) return fc.record(membersOf(schema), { noNullPrototype: true });
  if (schema instanceof z.ZodArray) return fc.array(arbitraryOf(schema.element), { maxLength: 4 });
  if (schema instanceof z.ZodNullable) return fc.option(arbitraryOf(schema.unwrap()), { nil: null });
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodNumber) return fc.integer({ min: 0, max: 12 });
  if (schema instanceof z.ZodString) return text;
  if (schema instanceof z.ZodNull) return fc.constant(null);
  throw new TypeError(`no arbitrary for a ${schema._zod.def.type}`);
};

const membersOf = (schema: z.ZodObject): Record<string, fc.Arbitrary<unknown>> =>
  Object.fromEntries(
    Object.entries<z.core.$ZodType>(schema.shape).map(([name, member]) => [name, memberOf(name, member)]),
  );

/** Collections of parts have every key once, in the order that introspection keeps and applyChanges restores. */
const memberOf = (name: string, schema: z.core.$ZodType): fc.Arbitrary<unknown> => {
  const key = partKeys[name];
  if (key === undefined || !(schema instanceof z.ZodArray) || !(schema.element instanceof z.ZodObject)) {
    return arbitraryOf(schema);
  }
  const parts = fc.uniqueArray(arbitraryOf(schema.element) as fc.Arbitrary<Record<string, unknown>>, {
    selector: (part) => String(part[key]),
    maxLength: 6,
  });
  return parts.map((unordered) => inPartOrder(name, unordered));
};

export const definitionOf = (kind: ObjectKind): fc.Arbitrary<object> =>
  arbitraryOf(definitionSchemas[kind]) as fc.Arbitrary<object>;

type Part = Record<string, unknown>;

/** Each field and each part from the one or the other: two definitions that have most in common. */
const mixed = (a: unknown, b: unknown, coin: () => boolean): unknown => {
  if (Array.isArray(a) || typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) {
    return coin() ? a : b;
  }
  const other = b as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(a).map(([name, value]) => [name, mixedMember(name, value, other[name], coin)]),
  );
};

const mixedMember = (name: string, a: unknown, b: unknown, coin: () => boolean): unknown => {
  const key = partKeys[name];
  const isParts =
    key !== undefined && [a, b].every((side) => Array.isArray(side) && typeof side[0] === 'object');
  if (!isParts) return mixed(a, b, coin);
  const others = new Map((b as Part[]).map((part) => [String(part[key]), part]));
  const kept = (a as Part[])
    .filter(() => coin() || coin())
    .map((part) => ({
      ...(mixed(part, others.get(String(part[key])) ?? part, coin) as Part),
      [key]: part[key],
    }));
  const keys = new Set(kept.map((part) => String(part[key])));
  const added = [...others].filter(([value]) => !keys.has(value) && coin()).map(([, part]) => part);
  return inPartOrder(name, renamed([...kept, ...added], key, coin));
};

/** Now and then a part of the same substance under another name. */
const renamed = (parts: readonly Part[], key: string, coin: () => boolean): Part[] => {
  const taken = new Set(parts.map((part) => String(part[key])));
  return parts.map((part) => {
    const free = names.find((name) => !taken.has(name));
    if (key !== 'name' || free === undefined || coin() || coin()) return part;
    taken.add(free);
    return { ...part, name: free };
  });
};

/** Two states of one object of the kind. */
export const statesOf = <Kind extends ObjectKind>(
  kind: Kind,
): fc.Arbitrary<{ before: CatalogObjectOf<Kind>; after: CatalogObjectOf<Kind> }> =>
  fc
    .tuple(
      definitionOf(kind),
      definitionOf(kind),
      fc.array(fc.boolean(), { minLength: 64, maxLength: 64 }),
      fc.tuple(text, text),
    )
    .map(([a, b, flips, [from, to]]) => {
      let flip = 0;
      const coin = () => flips[flip++ % flips.length] as boolean;
      return {
        before: objectOf(kind, from, a),
        after: objectOf(kind, to, mixed(a, b, coin) as object),
      };
    });

export const objectOf = <Kind extends ObjectKind>(kind: Kind, name: string, definition: object) =>
  ({
    kind,
    identity: { catalog: 'pg_class', oid: 16_400 },
    schema: 's',
    name,
    qualified_name: `s.${name}`,
    definition,
  }) as unknown as CatalogObjectOf<Kind>;
