import type { Queryable } from '@cadastre/postgres';
import { inChunks, recordOf } from '../tables/table.ts';
import { addKeys, dropUnusedKeys } from './search-keys.ts';
import type { SearchField } from './search-entries.ts';

/** That an object has a name in a field. */
export type Posting = {
  readonly tenant_id: string;
  readonly field: SearchField;
  readonly name: string;
  readonly integration_id: string;
  readonly schema: string;
  readonly kind: string;
  readonly oid: number;
};

type PostingRow = Omit<Posting, 'oid'> & { readonly bucket: number; readonly oids: number[] };

/** OIDs of one array span at most this; a table and its parts take some ten OIDs. */
const bucketSize = 16_384;
export const bucketOf = (oid: number): number => Math.floor(oid / bucketSize);

const row = recordOf({
  tenant_id: 'text',
  field: 'text',
  name: 'text',
  integration_id: 'uuid',
  schema: 'text',
  kind: 'text',
  bucket: 'int',
  oids: 'oid[]',
});

const sameRow = /* sql */ `
       posting.tenant_id = changed.tenant_id and posting.field = changed.field and posting.name = changed.name
   and posting.integration_id = changed.integration_id and posting.schema = changed.schema
   and posting.kind = changed.kind and posting.bucket = changed.bucket`;

/** Takes postings out of the index and puts others in; names that nothing has any more are forgotten. */
export const writePostings = async (
  tx: Queryable,
  { removed, added }: { removed: readonly Posting[]; added: readonly Posting[] },
): Promise<void> => {
  await inChunks(rowsOf(removed), (rows) => remove(tx, rows));
  await inChunks(rowsOf(added), (rows) => add(tx, rows));
  await addKeys(tx, added);
  await dropUnusedKeys(tx, removed);
};

const rowsOf = (postings: readonly Posting[]): PostingRow[] => {
  const rows = new Map<string, PostingRow>();
  for (const { oid, ...posting } of postings) {
    const bucket = bucketOf(oid);
    const key = JSON.stringify([...Object.values(posting), bucket]);
    const known = rows.get(key);
    if (known) known.oids.push(oid);
    else rows.set(key, { ...posting, bucket, oids: [oid] });
  }
  return [...rows.values()];
};

/** The union, sorted: the same rows come out in whatever batches the objects came. */
const add = (tx: Queryable, rows: readonly PostingRow[]): Promise<unknown> =>
  tx.query(
    /* sql */ `
    insert into read_model.search_postings as posting
           (tenant_id, field, name, integration_id, schema, kind, bucket, oids)
    select tenant_id, field, name, integration_id, schema, kind, bucket,
           (select array_agg(distinct oid order by oid) from unnest(oids) as oid)
      from json_to_recordset($1) as incoming(${row})
    on conflict (tenant_id, field, name, integration_id, schema, kind, bucket) do update
       set oids = (select array_agg(distinct oid order by oid) from unnest(posting.oids || excluded.oids) as oid)`,
    [JSON.stringify(rows)],
  );

const remove = async (tx: Queryable, rows: readonly PostingRow[]): Promise<void> => {
  const changed = `json_to_recordset($1) as changed(${row})`;
  await tx.query(
    /* sql */ `
    update read_model.search_postings as posting
       set oids = array(select oid from unnest(posting.oids) as oid where oid <> all (changed.oids) order by oid)
      from ${changed} where ${sameRow}`,
    [JSON.stringify(rows)],
  );
  await tx.query(
    /* sql */ `
    delete from read_model.search_postings as posting
     using ${changed} where ${sameRow} and posting.oids = '{}'`,
    [JSON.stringify(rows)],
  );
};

/** A catalog that goes leaves no posting. Rare enough to look at every posting of the tenant. */
export const dropPostingsOf = async (
  tx: Queryable,
  catalog: { tenant_id: string; integration_id: string },
): Promise<void> => {
  const { rows } = await tx.query<Pick<Posting, 'tenant_id' | 'field' | 'name'>>(
    /* sql */ `
    with gone as (
      delete from read_model.search_postings where tenant_id = $1 and integration_id = $2
      returning tenant_id, field, name
    )
    select distinct tenant_id, field, name from gone`,
    [catalog.tenant_id, catalog.integration_id],
  );
  await dropUnusedKeys(tx, rows);
};
