import type { CommentRow } from './comment-rows.ts';

/** The comments of one relation and its parts. */
export type RelationComments = {
  readonly ofRelation: string | null;
  ofColumn(attnum: number): string | null;
  ofConstraint(name: string): string | null;
  ofIndex(name: string): string | null;
  ofTrigger(name: string): string | null;
  ofRule(name: string): string | null;
  ofPolicy(name: string): string | null;
};

const nothing = (): null => null;
const silent: RelationComments = {
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
  const find = (part: string, key: string | number) => texts.get(`${part}${key}`) ?? null;
  return {
    ofRelation: find('r', ''),
    ofColumn: (attnum) => find('a', attnum),
    ofConstraint: (name) => find('c', name),
    ofIndex: (name) => find('i', name),
    ofTrigger: (name) => find('t', name),
    ofRule: (name) => find('u', name),
    ofPolicy: (name) => find('p', name),
  };
};
