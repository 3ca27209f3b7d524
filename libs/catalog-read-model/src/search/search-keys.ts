import type { Queryable } from '@cadastre/postgres';
import { deleteFrom, inChunks, isUnknown, recordOf } from '../tables/table.ts';
import { gramsOf, searchText, wordsOf } from './search-text.ts';
import type { SearchField } from './search-entries.ts';

/** A distinct name of a tenant: however many objects have it, its keys are stored once. */
export type UsedName = { readonly tenant_id: string; readonly field: SearchField; readonly name: string };

type KeyRow = UsedName & {
  readonly way: 'whole' | 'word' | 'gram';
  readonly key: string;
  readonly grams: number;
};

const name = { tenant_id: 'text', field: 'text', name: 'text' };
const key = { ...name, way: 'text', key: 'text', grams: 'smallint' };

const deleteKeys = deleteFrom<KeyRow>('search_keys', key);

/** Words of comments are found by their beginning; only names are worth the trigrams. */
export const keysOf = ({ tenant_id, field, name }: UsedName): KeyRow[] => {
  const words = wordsOf(name);
  const grams = field === 'comment' ? [] : gramsOf(words);
  const keyed = (way: KeyRow['way'], text: string): KeyRow => ({
    tenant_id,
    field,
    way,
    key: text,
    name,
    grams: grams.length,
  });
  return [
    keyed('whole', searchText(name)),
    ...words.map((word) => keyed('word', word)),
    ...grams.map((gram) => keyed('gram', gram)),
  ];
};

/** Most names of a batch are known from earlier ones, so they are asked for before their keys are made. */
export const addKeys = (tx: Queryable, names: readonly UsedName[]): Promise<void> =>
  inChunks(distinct(names), async (chunk) => {
    const wholes = chunk.map((used) => ({ ...used, way: 'whole', key: searchText(used.name) }));
    const { rows } = await tx.query<UsedName>(
      /* sql */ `
      select used.tenant_id, used.field, used.name
        from json_to_recordset($1) as used(${recordOf({ ...name, way: 'text', key: 'text' })})
       where ${isUnknown('search_keys', 'used', { ...name, way: 'text', key: 'text' })}`,
      [JSON.stringify(wholes)],
    );
    await insertKeys(tx, rows);
  });

const insertKeys = (tx: Queryable, names: readonly UsedName[]): Promise<void> =>
  inChunks(names, (chunk) =>
    tx.query(
      /* sql */ `
      insert into search_keys (tenant_id, field, way, key, name, grams)
      select tenant_id, field, way, key, name, grams from json_to_recordset($1) as incoming(${recordOf(key)})
      on conflict do nothing`,
      [JSON.stringify(chunk.flatMap(keysOf))],
    ),
  );

/** Forgets those names that no posting holds. */
export const dropUnusedKeys = (tx: Queryable, names: readonly UsedName[]): Promise<void> =>
  inChunks(distinct(names), async (chunk) => {
    const { rows } = await tx.query<UsedName>(
      /* sql */ `
      select used.tenant_id, used.field, used.name from json_to_recordset($1) as used(${recordOf(name)})
       where ${isUnknown('search_postings', 'used', name)}`,
      [JSON.stringify(chunk)],
    );
    await deleteKeys(tx, rows.flatMap(keysOf));
  });

/** Names are many times in a batch, in one schema after the other. */
const distinct = (names: readonly UsedName[]): UsedName[] => {
  const found = new Map<string, UsedName>();
  for (const { tenant_id, field, name: text } of names) {
    const id = `${tenant_id} ${field} ${text}`;
    if (!found.has(id)) found.set(id, { tenant_id, field, name: text });
  }
  return [...found.values()];
};
