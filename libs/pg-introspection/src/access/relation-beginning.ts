import type { Grant, Grants, PrivilegeName } from '@cadastre/events';

const before17: readonly PrivilegeName[] = [
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'TRUNCATE',
  'REFERENCES',
  'TRIGGER',
];

const hasAllButMaintain = ({ privileges, grantable }: Grant): boolean =>
  grantable.length === 0 && privileges.join() === before17.join();

type Owned = { readonly privileges: Grants; readonly owner: string; readonly version: number };

/**
 * What a relation, or the relations that default privileges are for, began with, where its owner gave up MAINTAIN and
 * nothing else: spelled out, since such an owner looks like one of a server before 17, which knows no MAINTAIN and gave
 * everything. Null, PostgreSQL's built-in default, for any other.
 */
export const relationBeginning = ({ privileges, owner, version }: Owned): Grants => {
  if (privileges === null || version < 170_000) return null;
  const own = privileges.find(({ grantee, grantor }) => grantee === owner && grantor === owner);
  if (own === undefined || !hasAllButMaintain(own)) return null;
  return [{ grantable: [], grantee: owner, grantor: owner, privileges: [...before17, 'MAINTAIN'] }];
};
