import { privilegeNames, type Grant, type Grants, type PrivilegeName } from '@cadastre/events';
import { parseNames } from '../text/text-array.ts';

/** The letters of an `aclitem`. */
const letters: Readonly<Record<string, PrivilegeName>> = {
  r: 'SELECT',
  a: 'INSERT',
  w: 'UPDATE',
  d: 'DELETE',
  D: 'TRUNCATE',
  x: 'REFERENCES',
  t: 'TRIGGER',
  m: 'MAINTAIN',
  X: 'EXECUTE',
  U: 'USAGE',
  C: 'CREATE',
  T: 'TEMPORARY',
  c: 'CONNECT',
  s: 'SET',
  A: 'ALTER SYSTEM',
};

/** An `aclitem[]` as the server writes it, decoded; null stays null. */
export const parseGrants = (acl: string | null): Grants =>
  acl === null ? null : parseNames(acl).map(parseGrant);

/** `grantee=letters/grantor`; a letter with a star after it may be passed on. No grantee is everybody. */
const parseGrant = (item: string): Grant => {
  const [grantee, equals] = roleAt(item, 0);
  const slash = item.indexOf('/', equals);
  const [grantor] = roleAt(item, slash + 1);
  const held = [...item.slice(equals + 1, slash).matchAll(/([a-zA-Z])(\*?)/g)];
  return {
    grantable: inOrder(held.filter(([, , star]) => star === '*')),
    grantee: grantee === '' ? null : grantee,
    grantor,
    privileges: inOrder(held),
  };
};

const inOrder = (held: readonly RegExpExecArray[]): PrivilegeName[] => {
  const names = new Set(held.map(([, letter = '']) => letters[letter]));
  return privilegeNames.filter((name) => names.has(name));
};

/** The role that stands there, its quotes taken off, and the place behind it. */
const roleAt = (item: string, from: number): [role: string, end: number] => {
  if (item.charAt(from) !== '"') {
    const [role = ''] = /^[^=/]*/.exec(item.slice(from)) ?? [];
    return [role, from + role.length];
  }
  const [quoted = ''] = /^"(?:[^"]|"")*"/.exec(item.slice(from)) ?? [];
  return [quoted.slice(1, -1).replaceAll('""', '"'), from + quoted.length];
};
