import type { ChangeGrade } from '@cadastre/events';
import { field, type FieldDiffer, type Pair } from '../comparing/differ.ts';

/** All of `some`, in the same order, are in `all`. */
const isPartOf = (some: readonly string[], all: readonly string[]): boolean => {
  let found = 0;
  for (const label of all) if (label === some[found]) found += 1;
  return found === some.length;
};

const renamedAt = ({ before, after }: Pair<readonly string[]>): number => {
  const places = before.flatMap((label, place) => (label === after[place] ? [] : [place]));
  return before.length === after.length && places.length === 1 ? (places[0] ?? -1) : -1;
};

const naming = (labels: Pair<string[]>): string => {
  if (isPartOf(labels.before, labels.after)) return 'enum-label-added';
  if (isPartOf(labels.after, labels.before)) return 'enum-label-dropped';
  return renamedAt(labels) < 0 ? 'enum-labels-changed' : 'enum-label-renamed';
};

const grading = ({ before, after }: Pair<string[]>): ChangeGrade =>
  isPartOf(before, after) ? 'additive' : 'breaking';

/** The one label that it is about, when it is one. */
const partOf = (labels: Pair<readonly string[]>): string | null => {
  const renamed = renamedAt(labels);
  if (renamed >= 0) return labels.after[renamed] ?? null;
  const only = (some: readonly string[], others: readonly string[]): string[] => {
    const known = new Set(others);
    return some.filter((label) => !known.has(label));
  };
  const touched = [...only(labels.after, labels.before), ...only(labels.before, labels.after)];
  return touched.length === 1 ? (touched[0] ?? null) : null;
};

const asList = field<string[], unknown>(naming, grading);

/** Labels have an order, so they change as a list; `part` names the label when it is one. */
export const labels: FieldDiffer<string[], unknown> = (values, owners, place) =>
  asList(values, owners, { ...place, part: partOf(values) });
