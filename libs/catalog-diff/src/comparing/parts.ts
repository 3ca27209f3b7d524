import { canonicalJson, partKeys, type CatalogChange } from '@cadastre/events';
import {
  fields,
  gradeOf,
  type FieldDiffer,
  type FieldDiffers,
  type Grading,
  type Pair,
  type Place,
} from './differ.ts';

type NamedPart = { readonly name: string };

export type PartRules<Part extends NamedPart> = {
  /** Names the changes: `column` gives `column-added`. */
  readonly noun: string;
  readonly fields: FieldDiffers<Part>;
  readonly added: (part: Part) => CatalogChange['grade'];
  readonly dropped: (part: Part) => CatalogChange['grade'];
  /** For parts that are known by their name: a dropped and an added one of the same substance are one, renamed. */
  readonly renaming?: { readonly substance: (part: Part) => unknown; readonly grade: Grading<Part, unknown> };
};

/**
 * A collection of parts, paired by number or name. Changes come in the order dropped, renamed, added, changed inside;
 * what is changed inside a renamed part is told under its new name, so they are applied in this order.
 */
export const parts = <Part extends NamedPart & CatalogChange['before'] & object, Owner = unknown>(
  rules: PartRules<Part>,
): FieldDiffer<Part[], Owner> => {
  const changesInside = fields(rules.fields);
  return ({ before, after }, _, { path }) => {
    const keyOf = keyIn<Part>(path);
    const { dropped, renamed, added, kept } = paired(rules, keyOf, { before, after });
    const at = (part: Part): Place => ({ path: [...path, keyOf(part)], part: part.name });
    return [
      ...dropped.map((part) =>
        whole(`${rules.noun}-dropped`, at(part), { before: part, after: null }, rules.dropped(part)),
      ),
      ...renamed.map((pair) => renaming(rules, at(pair.before), pair)),
      ...added.map((part) =>
        whole(`${rules.noun}-added`, at(part), { before: null, after: part }, rules.added(part)),
      ),
      ...[...renamed, ...kept].flatMap((pair) => changesInside(pair, at(pair.after))),
    ];
  };
};

const keyIn =
  <Part>(path: readonly string[]) =>
  (part: Part): string => {
    const key = partKeys[path.at(-1) ?? ''];
    if (key === undefined) throw new TypeError(`${path.join('/')} is no collection of parts`);
    return String((part as Readonly<Record<string, unknown>>)[key]);
  };

const whole = (
  change: string,
  { path, part }: Place,
  { before, after }: Pair<CatalogChange['before']>,
  grade: CatalogChange['grade'],
): CatalogChange => ({ change, path: [...path], part, before, after, grade });

const renaming = <Part extends NamedPart>(
  { noun, renaming: rule }: PartRules<Part>,
  { path }: Place,
  pair: Pair<Part>,
): CatalogChange => ({
  change: `${noun}-renamed`,
  path: [...path, 'name'],
  part: pair.after.name,
  before: pair.before.name,
  after: pair.after.name,
  grade: gradeOf(rule?.grade ?? 'cosmetic', pair, pair),
});

type Pairing<Part> = { dropped: Part[]; added: Part[]; renamed: Pair<Part>[]; kept: Pair<Part>[] };

const paired = <Part extends NamedPart>(
  rules: PartRules<Part>,
  keyOf: (part: Part) => string,
  { before, after }: Pair<Part[]>,
): Pairing<Part> => {
  const olds = new Map(before.map((part) => [keyOf(part), part]));
  const news = new Map(after.map((part) => [keyOf(part), part]));
  const gone = before.filter((part) => !news.has(keyOf(part)));
  const come = after.filter((part) => !olds.has(keyOf(part)));
  const kept = after.flatMap((part) => {
    const old = olds.get(keyOf(part));
    return old === undefined ? [] : [{ before: old, after: part }];
  });
  return { ...matched(rules, gone, come), kept };
};

/** Of several candidates the first takes the first: in any case the changes lead to what is there. */
const matched = <Part extends NamedPart>(
  { renaming: rule }: PartRules<Part>,
  gone: readonly Part[],
  come: readonly Part[],
): Omit<Pairing<Part>, 'kept'> => {
  if (rule === undefined) return { dropped: [...gone], added: [...come], renamed: [] };
  const candidates = new Map<string, Part[]>();
  for (const part of come) {
    const substance = canonicalJson(rule.substance(part));
    candidates.set(substance, [...(candidates.get(substance) ?? []), part]);
  }
  const dropped: Part[] = [];
  const renamed: Pair<Part>[] = [];
  for (const part of gone) {
    const successor = candidates.get(canonicalJson(rule.substance(part)))?.shift();
    if (successor === undefined) dropped.push(part);
    else renamed.push({ before: part, after: successor });
  }
  const successors = new Set(renamed.map(({ after }) => after));
  return { dropped, renamed, added: come.filter((part) => !successors.has(part)) };
};
