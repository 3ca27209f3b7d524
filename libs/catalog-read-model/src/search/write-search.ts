import type { Queryable } from '@cadastre/postgres';
import { inChunks, lookUp, recordOf, type Columns } from '../tables/table.ts';
import type { PostingGroups, PostingRow } from './posting-groups.ts';
import { addKeys, dropUnusedKeys, type UsedName } from './search-keys.ts';

const key = {
  tenant_id: 'text',
  field: 'text',
  name: 'text',
  integration_id: 'uuid',
  schema: 'text',
  kind: 'text',
  bucket: 'int',
} as const satisfies Columns;
const row = recordOf({ ...key, oids: 'oid[]' });

/** Takes postings out of the index and puts others in; names that nothing has any more are forgotten. */
export const writePostings = async (
  tx: Queryable,
  changes: { removed: PostingGroups; added: PostingGroups },
): Promise<void> => {
  const removed = changes.removed.rows();
  const added = changes.added.rows();
  await inChunks(removed, (rows) => remove(tx, rows));
  await inChunks(added, (rows) => add(tx, rows));
  await dropUnusedKeys(tx, removed);
  await addKeys(tx, added);
};

/** The union, sorted: the same rows come out in whatever batches the objects came. */
const add = (tx: Queryable, rows: readonly PostingRow[]): Promise<unknown> =>
  tx.query(
    /* sql */ `
    insert into search_postings as posting
           (tenant_id, field, name, integration_id, schema, kind, bucket, oids)
    select tenant_id, field, name, integration_id, schema, kind, bucket,
           (select array_agg(distinct oid order by oid) from unnest(oids) as oid)
      from json_to_recordset($1) as incoming(${row})
    on conflict (tenant_id, field, name, integration_id, schema, kind, bucket) do update
       set oids = (select array_agg(distinct oid order by oid) from unnest(posting.oids || excluded.oids) as oid)`,
    [JSON.stringify(rows)],
  );

const remove = async (tx: Queryable, rows: readonly PostingRow[]): Promise<void> => {
  const stored = lookUp('search_postings', 'gone', key);
  await tx.query(
    /* sql */ `
    update search_postings as posting
       set oids = array(select oid from unnest(posting.oids) as oid where oid <> all (changed.oids) order by oid)
      from (select gone.oids, known.ctid as place from json_to_recordset($1) as gone(${row}) ${stored}) as changed
     where posting.ctid = changed.place`,
    [JSON.stringify(rows)],
  );
  await tx.query(
    /* sql */ `
    delete from search_postings where ctid = any (array(
      select known.ctid from json_to_recordset($1) as gone(${row}) ${stored} where known.oids = '{}'))`,
    [JSON.stringify(rows)],
  );
};

/** A catalog that goes leaves no posting. Rare enough to look at every posting of the tenant. */
export const dropPostingsOf = async (
  tx: Queryable,
  catalog: { tenant_id: string; integration_id: string },
): Promise<void> => {
  const { rows } = await tx.query<UsedName>(
    /* sql */ `
    with gone as (
      delete from search_postings where tenant_id = $1 and integration_id = $2
      returning tenant_id, field, name
    )
    select distinct tenant_id, field, name from gone`,
    [catalog.tenant_id, catalog.integration_id],
  );
  await dropUnusedKeys(tx, rows);
};
