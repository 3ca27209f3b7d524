import { grantStatements } from './grants.ts';
import { labelStatements } from './labels.ts';
import { commentStatement, ownerStatement } from './owner-and-comment.ts';
import type { Relation } from './relation.ts';
import { qualified } from '../text/quote.ts';

/** What the owner of a relation begins with. */
export const everything = [
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'TRUNCATE',
  'REFERENCES',
  'TRIGGER',
  'MAINTAIN',
] as const;

/** GRANT calls every relation a table. */
const relationGrants = (object: Relation): string[] =>
  grantStatements(object.definition, `TABLE ${qualified(object)}`, { owner: everything, everybody: [] });

/** `what`: `TABLE`, `VIEW` and so on. */
export const relationAccess = (object: Relation, what: string): string[] => {
  const { definition } = object;
  return [
    ...ownerStatement(`${what} ${qualified(object)}`, definition.owner),
    ...commentStatement(`${what} ${qualified(object)}`, definition.comment),
    ...labelStatements(`${what} ${qualified(object)}`, definition.security_labels),
    ...relationGrants(object),
  ];
};
