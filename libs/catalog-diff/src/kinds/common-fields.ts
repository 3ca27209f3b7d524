import type { Dependency, Grant, Grants, SecurityLabel } from '@cadastre/events';
import { field, identity, type FieldDiffer, type Pair } from '../comparing/differ.ts';

/** Everything that somebody could do before, somebody can still do; nothing is known of a default that was left. */
const isKept = ({ before, after }: Pair<readonly Grant[]>): boolean =>
  before.every(({ grantee, privileges }) =>
    privileges.every((privilege) =>
      after.some((grant) => grant.grantee === grantee && grant.privileges.includes(privilege)),
    ),
  );

/** A right that is gone makes statements fail; more rights, or other words for the same, do not. */
export const byGrants = ({ before, after }: Pair<Grants>) => {
  if (before === null || after === null) return 'breaking';
  if (!isKept({ before, after })) return 'breaking';
  return isKept({ before: after, after: before }) ? 'cosmetic' : 'additive';
};

/** What every object has. */
export const commonFields = {
  owner: field('owner-changed', 'cosmetic'),
  comment: field('comment-changed', 'cosmetic'),
  extension: field('extension-membership-changed', 'cosmetic'),
  privileges: field('privileges-changed', byGrants),
  initial_privileges: field('initial-privileges-changed', 'cosmetic'),
  /** What the object leans on follows from its definition, and is graded there. */
  depends_on: field('dependencies-changed', 'cosmetic'),
  /** Who reads them decides by them: another label may refuse what the one before let pass. */
  security_labels: field('security-labels-changed', 'breaking'),
} as const satisfies {
  owner: FieldDiffer<string, unknown>;
  comment: FieldDiffer<string | null, unknown>;
  extension: FieldDiffer<string | null, unknown>;
  privileges: FieldDiffer<Grants, unknown>;
  initial_privileges: FieldDiffer<Grants, unknown>;
  depends_on: FieldDiffer<Dependency[], unknown>;
  security_labels: FieldDiffer<SecurityLabel[], unknown>;
};

/** The object stays what it is; an extension that is dropped takes it along, or no longer does. */
export const dependsOnExtensions = field<string[], unknown>('extension-dependencies-changed', 'cosmetic');

/** The same for objects that PostgreSQL keeps no owner of. */
export const ownerlessFields = { ...commonFields, owner: identity };
