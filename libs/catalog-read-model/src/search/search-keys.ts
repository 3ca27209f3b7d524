import type { Queryable } from '@cadastre/postgres';
import { inChunks, recordOf } from '../tables/table.ts';
import { gramsOf, searchText, wordsOf } from './search-text.ts';
import type { SearchField } from './search-entries.ts';

/** A distinct name of a tenant: however many objects have it, its keys are stored once. */
type UsedName = { readonly tenant_id: string; readonly field: SearchField; readonly name: string };

type KeyRow = UsedName & {
  readonly way: 'whole' | 'word' | 'gram';
  readonly key: string;
  readonly grams: number;
};

const used = recordOf({ tenant_id: 'text', field: 'text', name: 'text', whole: 'text' });
const keyed = recordOf({
  tenant_id: 'text',
  field: 'text',
  way: 'text',
  key: 'text',
  name: 'text',
  grams: 'smallint',
});

/** Words of comments are found by their beginning; only names are worth the trigrams. */
export const keysOf = ({ tenant_id, field, name }: UsedName): KeyRow[] => {
  const words = wordsOf(name);
  const grams = field === 'comment' ? [] : gramsOf(words);
  const key = (way: KeyRow['way'], text: string): KeyRow => ({
    tenant_id,
    field,
    way,
    key: text,
    name,
    grams: grams.length,
  });
  return [
    key('whole', searchText(name)),
    ...words.map((word) => key('word', word)),
    ...grams.map((gram) => key('gram', gram)),
  ];
};

/** Most names of a batch are known from earlier ones, so they are asked for before their keys are made. */
export const addKeys = async (tx: Queryable, names: readonly UsedName[]): Promise<void> => {
  await inChunks(distinct(names), async (chunk) => {
    const { rows } = await tx.query<UsedName>(
      /* sql */ `
      select tenant_id, field, name from json_to_recordset($1) as used(${used})
       where not exists (
         select from read_model.search_keys as known
          where known.tenant_id = used.tenant_id and known.field = used.field and known.way = 'whole'
            and known.key = used.whole and known.name = used.name)`,
      [JSON.stringify(chunk)],
    );
    await insertKeys(tx, rows);
  });
};

const insertKeys = (tx: Queryable, names: readonly UsedName[]): Promise<void> =>
  inChunks(names, (chunk) =>
    tx.query(
      /* sql */ `
      insert into read_model.search_keys (tenant_id, field, way, key, name, grams)
      select tenant_id, field, way, key, name, grams from json_to_recordset($1) as incoming(${keyed})
      on conflict do nothing`,
      [JSON.stringify(chunk.flatMap(keysOf))],
    ),
  );

/** Forgets those names that no posting holds. */
export const dropUnusedKeys = async (tx: Queryable, names: readonly UsedName[]): Promise<void> => {
  await inChunks(distinct(names), async (chunk) => {
    const { rows } = await tx.query<UsedName>(
      /* sql */ `
      select tenant_id, field, name from json_to_recordset($1) as used(${used})
       where not exists (
         select from read_model.search_postings as posting
          where posting.tenant_id = used.tenant_id and posting.field = used.field and posting.name = used.name)`,
      [JSON.stringify(chunk)],
    );
    if (rows.length === 0) return;
    await tx.query(
      /* sql */ `
      delete from read_model.search_keys as known
       using json_to_recordset($1) as gone(${keyed})
       where known.tenant_id = gone.tenant_id and known.field = gone.field and known.way = gone.way
         and known.key = gone.key and known.grams = gone.grams and known.name = gone.name`,
      [JSON.stringify(rows.flatMap(keysOf))],
    );
  });
};

const distinct = (names: readonly UsedName[]): (UsedName & { whole: string })[] => {
  const found = new Map<string, UsedName & { whole: string }>();
  for (const { tenant_id, field, name } of names) {
    const key = JSON.stringify([tenant_id, field, name]);
    if (!found.has(key)) found.set(key, { tenant_id, field, name, whole: searchText(name) });
  }
  return [...found.values()];
};
