import type { Queryable } from '@cadastre/postgres';
import { deleteFrom, inChunks, isUnknown, lookUp, recordOf } from '../tables/table.ts';
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

/**
 * Most names of a batch are known from earlier ones, so they are asked for before their keys are made. Catalogs of one
 * tenant are projected side by side, and share names: a key that is found is held to the end of the transaction, or
 * another one, which cannot see our postings yet, might forget the name meanwhile.
 */
export const addKeys = (tx: Queryable, names: readonly UsedName[]): Promise<void> =>
  inChunks(distinct(names), async (chunk) => {
    let wanted = chunk;
    while (wanted.length > 0) {
      const held = new Set((await holdNames(tx, wanted, 'key share')).map(idOf));
      const unknown = wanted.filter((used) => !held.has(idOf(used)));
      const inserted = new Set((await insertKeys(tx, unknown)).map(idOf));
      // Somebody else was faster, and has committed: now it can be held.
      wanted = unknown.filter((used) => !inserted.has(idOf(used)));
    }
  });

const wholeOf = (used: UsedName): Record<string, unknown> => ({
  ...used,
  way: 'whole',
  key: searchText(used.name),
});

/** Locks the key that each name has once, in one order for all; gives back the names that there are. */
const holdNames = async (
  tx: Queryable,
  names: readonly UsedName[],
  strength: 'key share' | 'update',
): Promise<UsedName[]> => {
  const whole = { ...name, way: 'text', key: 'text' };
  const { rows } = await tx.query<UsedName>(
    /* sql */ `
    select tenant_id, field, name from search_keys
     where ctid = any (array(
       select known.ctid from json_to_recordset($1) as used(${recordOf(whole)}) ${lookUp('search_keys', 'used', whole)}))
     order by tenant_id, field, name
       for ${strength}`,
    [JSON.stringify(names.map(wholeOf))],
  );
  return rows;
};

/** @returns those names that were new */
const insertKeys = async (tx: Queryable, names: readonly UsedName[]): Promise<UsedName[]> => {
  const inserted: UsedName[] = [];
  await inChunks(names, async (chunk) => {
    const { rows } = await tx.query<UsedName & Pick<KeyRow, 'way'>>(
      /* sql */ `
      insert into search_keys (tenant_id, field, way, key, name, grams)
      select tenant_id, field, way, key, name, grams from json_to_recordset($1) as incoming(${recordOf(key)})
       order by tenant_id, field, name, way, key
      on conflict do nothing
      returning tenant_id, field, name, way`,
      [JSON.stringify(chunk.flatMap(keysOf))],
    );
    inserted.push(...rows.filter(({ way }) => way === 'whole'));
  });
  return inserted;
};

/**
 * Forgets those names that no posting holds. They are held before anybody looks: of two who take the last postings of a
 * name at once, the second sees what the first has done.
 */
export const dropUnusedKeys = (tx: Queryable, names: readonly UsedName[]): Promise<void> =>
  inChunks(distinct(names), async (chunk) => {
    const held = await holdNames(tx, chunk, 'update');
    await deleteKeys(tx, (await unusedOf(tx, held)).flatMap(keysOf));
  });

const unusedOf = async (tx: Queryable, names: readonly UsedName[]): Promise<UsedName[]> => {
  const { rows } = await tx.query<UsedName>(
    /* sql */ `
    select used.tenant_id, used.field, used.name from json_to_recordset($1) as used(${recordOf(name)})
     where ${isUnknown('search_postings', 'used', name)}`,
    [JSON.stringify(names)],
  );
  return rows;
};

const idOf = ({ tenant_id, field, name: text }: UsedName): string => `${tenant_id} ${field} ${text}`;

/**
 * Names are many times in a batch, in one schema after the other. In one order for all: who makes the same names at the
 * same time waits for the other, and not both for each other.
 */
const distinct = (names: readonly UsedName[]): UsedName[] => {
  const found = new Map<string, UsedName>();
  for (const used of names) {
    const { tenant_id, field, name: text } = used;
    const id = idOf(used);
    if (!found.has(id)) found.set(id, { tenant_id, field, name: text });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, used]) => used);
};
