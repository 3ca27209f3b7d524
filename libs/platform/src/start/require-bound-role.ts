import { AppError } from '@cadastre/errors';
import type { Log } from '@cadastre/service-runtime';
import type { Queryable } from '@cadastre/postgres';

/** Row-level security is the last wall between tenants, and PostgreSQL does not apply it to such a role. */
export class RoleNotBound extends AppError {
  override readonly kind = 'invalid-input';
  override readonly code = 'role-not-bound';
  override readonly title = 'The role of CADASTRE_DATABASE_URL is above row-level security';
  constructor(facts: { role: string; attribute: string }) {
    super(`the role ${facts.role} of CADASTRE_DATABASE_URL is ${facts.attribute}`, facts, { hint });
  }
}

const hint =
  'Row-level security does not bind it. Use a role without SUPERUSER and BYPASSRLS, and the one that owns the tables in CADASTRE_DATABASE_OWNER_URL.';

/**
 * @throws RoleNotBound in production; elsewhere a person who tries things out is warned
 */
export const requireBoundRole = async (
  db: Queryable,
  { log, isProduction }: { log: Log; isProduction: boolean },
): Promise<void> => {
  const { rows } = await db.query<{ role: string; is_superuser: boolean; bypasses: boolean }>(/* sql */ `
    select rolname as role, rolsuper as is_superuser, rolbypassrls as bypasses
      from pg_roles where rolname = current_user`);
  const [own] = rows;
  if (own === undefined || !(own.is_superuser || own.bypasses)) return;
  const refusal = new RoleNotBound({
    role: own.role,
    attribute: own.is_superuser ? 'a superuser' : 'BYPASSRLS',
  });
  if (isProduction) throw refusal;
  log.warn({ role: own.role, hint }, refusal.message);
};
