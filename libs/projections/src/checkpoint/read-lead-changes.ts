import type { Queryable } from '@cadastre/postgres';

/** How often each projection has changed hands since it exists. */
export const readLeadChanges = async (db: Queryable): Promise<{ name: string; changes: number }[]> => {
  const { rows } = await db.query<{ name: string; changes: number }>({
    name: 'projections.read-lead-changes',
    text: "select name, epoch::float8 as changes from projections.checkpoints where name not like '%/next' order by name",
  });
  return rows;
};
