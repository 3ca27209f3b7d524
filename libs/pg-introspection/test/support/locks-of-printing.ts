import type { TestSession } from './test-session.ts';

const printing = [
  /* sql */ `
  select 1259, r.ev_class, case r.rulename when '_RETURN' then 'pg_get_viewdef(' || r.ev_class || '::oid)'
                                           else 'pg_get_ruledef(' || r.oid || '::oid)' end
    from pg_rewrite r where r.ev_class >= 16384`,
  /* sql */ `
  select 1259, p.polrelid, format('(select concat(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
                                      from pg_policy where oid = %s)', p.oid)
    from pg_policy p`,
  /* sql */ `
  select 1255, p.oid, 'pg_get_functiondef(' || p.oid || '::oid)'
    from pg_proc p where p.oid >= 16384 and p.prokind <> 'a'`,
];

export type Printed = {
  readonly key: string;
  readonly expression: string;
  readonly locked: readonly string[];
};

/** Prints every rule, policy and routine by itself, and asks what that locked. Needs a search path with `pg_catalog`. */
export const locksOfPrinting = async (session: TestSession): Promise<Printed[]> => {
  const found: Printed[] = [];
  await session.query('begin');
  const all = await session.query<[string, string, string]>(printing.join(' union all '));
  for (const [catalog, oid, expression] of all) {
    await session.query('savepoint printing');
    await session.query(`select ${expression}`);
    const locked = await session.query<[string]>(
      `select relation from pg_locks
        where pid = pg_backend_pid() and locktype = 'relation' and relation >= 16384`,
    );
    found.push({ key: `${catalog} ${oid}`, expression, locked: locked.map(([relation]) => relation) });
    await session.query('rollback to printing');
  }
  await session.query('rollback');
  return found;
};
