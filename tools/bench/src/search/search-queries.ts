import type { SearchFilter } from '@cadastre/catalog-read-model';
import { integrationId } from './estate.ts';
import { searchedTable, seeded } from './search-catalog.ts';

export type SearchQuery = { readonly way: string; readonly text: string; readonly filter: SearchFilter };

/** What people type, each kind as often as the others; drawn from names that are there. */
export const searchQueries = (tables: number, count: number): SearchQuery[] => {
  const pick = seeded(4_711);
  return Array.from({ length: count }, (_, n) => {
    const at = pick(tables);
    const table = searchedTable(at);
    const own = table.columns[6 + pick(13)] ?? 'id';
    const [, middle = ''] = table.name.split('_');
    const ways: readonly (readonly [string, string, SearchFilter?])[] = [
      ['qualified name', `${table.schema}.${table.name}${at}`],
      ['exact name', `${table.name}${at}`],
      ['exact column', own],
      ['usual column', table.columns[pick(6)] ?? 'id'],
      ['prefix', table.name.slice(0, 3 + pick(6))],
      ['word', middle],
      ['two words', table.name.split('_').slice(0, 2).join(' ')],
      ['typing error in a name', misspelt(table.name, pick)],
      ['typing error in a column', misspelt(own, pick)],
      ['table and column', `${middle} ${own}`],
      ['table.column', `${table.name}${at}.${own}`],
      ['word in a schema', middle, { schema: table.schema }],
      ['usual column in a schema', 'status', { schema: table.schema, integrationId }],
      ['word of a kind that is not there', middle, { kinds: ['view'] }],
      ['nothing like it', `qzx${pick(10_000)}`],
    ];
    const [way, text, filter = {}] = ways[n % ways.length] ?? ['', ''];
    return { way, text, filter };
  });
};

/** Two neighbours swapped, somewhere inside. */
const misspelt = (name: string, pick: (below: number) => number): string => {
  const at = 1 + pick(name.length - 3);
  return name.slice(0, at) + name.charAt(at + 1) + name.charAt(at) + name.slice(at + 2);
};
