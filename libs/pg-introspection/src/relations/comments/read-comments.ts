import type { SecurityLabel } from '@cadastre/events';
import { securityLabelOf } from '../../access/security-labels.ts';
import type { CommentRow } from './comment-rows.ts';

/** The comments of one relation and its parts, and their labels. */
export type RelationComments = {
  readonly ofRelation: string | null;
  ofColumn(attnum: number): string | null;
  ofConstraint(name: string): string | null;
  ofIndex(name: string): string | null;
  ofTrigger(name: string): string | null;
  ofRule(name: string): string | null;
  ofPolicy(name: string): string | null;
  readonly labels: SecurityLabel[];
  /** By attnum, those that have any. */
  readonly columnLabels: ReadonlyMap<number, SecurityLabel[]>;
};

const nothing = (): null => null;
const noLabels: ReadonlyMap<number, SecurityLabel[]> = new Map();
const silent: RelationComments = {
  labels: [],
  columnLabels: noLabels,
  ofRelation: null,
  ofColumn: nothing,
  ofConstraint: nothing,
  ofIndex: nothing,
  ofTrigger: nothing,
  ofRule: nothing,
  ofPolicy: nothing,
};

export const readComments = (rows: readonly CommentRow[]): RelationComments => {
  if (rows.length === 0) return silent;
  const texts = new Map(
    rows.map(([, part, attnum, name, text]) => [`${part}${part === 'a' ? attnum : (name ?? '')}`, text]),
  );
  const labels = labelsByColumn(rows);
  const find = (part: string, key: string | number) => texts.get(`${part}${key}`) ?? null;
  return {
    ofRelation: find('r', ''),
    ofColumn: (attnum) => find('a', attnum),
    ofConstraint: (name) => find('c', name),
    ofIndex: (name) => find('i', name),
    ofTrigger: (name) => find('t', name),
    ofRule: (name) => find('u', name),
    ofPolicy: (name) => find('p', name),
    labels: labels.get(0) ?? [],
    columnLabels: labels,
  };
};

/** The relation's own under 0. */
const labelsByColumn = (rows: readonly CommentRow[]): ReadonlyMap<number, SecurityLabel[]> => {
  const labelled = rows.filter(([, part]) => part === 'l');
  if (labelled.length === 0) return noLabels;
  const labels = new Map<number, SecurityLabel[]>();
  for (const [, , attnum, provider, label] of labelled.toSorted(byProvider)) {
    const known = labels.get(Number(attnum)) ?? [];
    labels.set(Number(attnum), [...known, securityLabelOf([provider ?? '', label])]);
  }
  return labels;
};

const byProvider = ([, , , a]: CommentRow, [, , , b]: CommentRow): number => ((a ?? '') < (b ?? '') ? -1 : 1);
