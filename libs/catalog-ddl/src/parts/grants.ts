import type { Grant, Grants, PrivilegeName } from '@cadastre/events';
import { name } from '../text/quote.ts';

/** What of PostgreSQL's built-in defaults a kind of object begins with: its owner has all of it. */
export type DefaultPrivileges = {
  readonly owner: readonly PrivilegeName[];
  readonly everybody: readonly PrivilegeName[];
};

type Granted = {
  readonly owner: string | null;
  readonly privileges: Grants;
  readonly initial_privileges: Grants;
};

/** MAINTAIN came with PostgreSQL 17: an owner without it may be one of an older server, who has everything. */
const isOwnersDefault = (grant: Grant, all: readonly PrivilegeName[]): boolean =>
  grant.grantable.length === 0 &&
  all.every((privilege) => privilege === 'MAINTAIN' || grant.privileges.includes(privilege));

const isSame = (a: Grant, b: Grant): boolean =>
  a.grantee === b.grantee &&
  a.grantor === b.grantor &&
  a.privileges.join() === b.privileges.join() &&
  a.grantable.join() === b.grantable.join();

const role = (grantee: string | null): string => (grantee === null ? 'PUBLIC' : name(grantee));

const without = (all: readonly PrivilegeName[], some: readonly PrivilegeName[]): PrivilegeName[] =>
  all.filter((privilege) => !some.includes(privilege));

/**
 * GRANT and REVOKE statements that lead from what the object was made with to what it has. `on` is what stands behind
 * ON, e.g. `TABLE shop.orders`.
 */
export const grantStatements = (object: Granted, on: string, defaults: DefaultPrivileges): string[] => {
  const { owner, privileges, initial_privileges: initial } = object;
  if (privileges === null) return [];
  const before = initial ?? builtIn(owner ?? '', defaults);
  const isKept = (grant: Grant) =>
    before.some((other) => isSame(grant, other)) ||
    (initial === null && isOwners(grant, owner) && isOwnersDefault(grant, defaults.owner));
  const gone = before.filter(
    (grant) =>
      !privileges.some(
        (other) =>
          isSame(grant, other) || (isOwners(grant, owner) && isOwners(other, owner) && isKept(other)),
      ),
  );
  const added = privileges.filter((grant) => !isKept(grant));
  const [owners, others] = [
    added.filter((grant) => isOwners(grant, owner)),
    added.filter((grant) => !isOwners(grant, owner)),
  ];
  return [
    ...gone.map(({ grantee }) => `REVOKE ALL ON ${on} FROM ${role(grantee)};`),
    ...[...owners, ...others].flatMap((grant) => statementsOf(grant, on, owner)),
  ];
};

const isOwners = ({ grantee, grantor }: Grant, owner: string | null): boolean =>
  grantee === owner && grantor === owner;

const builtIn = (owner: string, { owner: all, everybody }: DefaultPrivileges): Grant[] => [
  ...(everybody.length === 0
    ? []
    : [{ grantee: null, grantor: owner, privileges: [...everybody], grantable: [] }]),
  { grantee: owner, grantor: owner, privileges: [...all], grantable: [] },
];

const statementsOf = (grant: Grant, on: string, owner: string | null): string[] => {
  const { grantee, grantor, privileges, grantable } = grant;
  const plain = without(privileges, grantable);
  const statements = [
    ...(plain.length === 0 ? [] : [`GRANT ${plain.join(', ')} ON ${on} TO ${role(grantee)};`]),
    ...(grantable.length === 0
      ? []
      : [`GRANT ${grantable.join(', ')} ON ${on} TO ${role(grantee)} WITH GRANT OPTION;`]),
  ];
  if (grantor === owner || owner === null) return statements;
  return [`SET SESSION AUTHORIZATION ${name(grantor)};`, ...statements, 'RESET SESSION AUTHORIZATION;'];
};

/** What was granted on single columns: nobody has anything there to begin with. */
export const columnGrants = (
  grants: readonly Grant[],
  { on, column, owner }: { on: string; column: string; owner: string | null },
): string[] =>
  grants.flatMap((grant) =>
    statementsOf(grant, on, owner).map((statement) =>
      statement.replace(/^GRANT (.+?) ON /, (_, privileges: string) => {
        const each = privileges.split(', ').map((privilege) => `${privilege}(${name(column)})`);
        return `GRANT ${each.join(', ')} ON `;
      }),
    ),
  );

/** Takes all of this from single columns; who had none of it loses nothing. */
export const columnRevokes = (
  grants: readonly Grant[],
  { on, column }: { on: string; column: string },
): string[] => grants.map(({ grantee }) => `REVOKE ALL (${name(column)}) ON ${on} FROM ${role(grantee)};`);
