import type { RelationDetail, RelationItem, SchemaItem, SearchHit } from './catalog-answers.ts';
import type { ApiClient } from './api-client.ts';
import { table } from './table.ts';
import { visible, type Terminal } from './terminal.ts';

type Context = { readonly api: ApiClient; readonly terminal: Terminal; readonly integrationId: string };
type Page<Item> = { readonly items: readonly Item[]; readonly has_more: boolean };

const mostRows = 15;

/** Three questions to the catalog, each with its address and its answer. */
export const showExampleQueries = async (context: Context): Promise<void> => {
  const schema = await schemaToShow(context);
  if (schema === undefined) {
    context.terminal.write('\nThe catalog holds no relation that could be shown.\n');
    return;
  }
  const relations = await showRelations(context, schema);
  const shown = relationToShow(relations);
  if (shown === undefined) return;
  await showRelation(context, shown);
  await showSearch(context, misspelt(shown.name));
};

/** The sample's best-filled schema, or in the user's own database the one that holds most. */
const schemaToShow = async ({ api, integrationId }: Context): Promise<string | undefined> => {
  let best: SchemaItem | undefined;
  for await (const schema of api.list<SchemaItem>(`/catalog/${integrationId}/schemas?limit=200`)) {
    if (schema.name === 'ecommerce') return schema.name;
    if (schema.counts.relations > (best?.counts.relations ?? 0)) best = schema;
  }
  return best?.name;
};

const relationToShow = (relations: readonly RelationItem[]): RelationItem | undefined =>
  relations.find(({ name }) => name === 'orders') ??
  relations.toSorted((a, b) => b.column_count - a.column_count)[0];

const ask = async <T>({ api, terminal }: Context, question: string, path: string): Promise<T> => {
  terminal.write(`\n${terminal.style.bold(question)}\n  ${terminal.style.cyan(`GET ${path}`)}\n`);
  return api.get<T>(path);
};

const showRelations = async (context: Context, schema: string): Promise<readonly RelationItem[]> => {
  const path = `/catalog/${context.integrationId}/relations?schema=${encodeURIComponent(schema)}`;
  const page = await ask<Page<RelationItem>>(context, `What is in schema ${visible(schema)}?`, path);
  const rows = page.items
    .slice(0, mostRows)
    .map(({ name, kind, column_count, row_estimate, comment }) => [
      name,
      kind,
      column_count,
      row_estimate,
      comment,
    ]);
  context.terminal.write(table(context.terminal, ['name', 'kind', 'columns', 'rows', 'comment'], rows));
  more(context, page.items.length - mostRows, page.has_more);
  return page.items;
};

const showRelation = async (context: Context, { schema, name }: RelationItem): Promise<void> => {
  const { terminal, integrationId } = context;
  const place = [schema, name].map(encodeURIComponent).join('/');
  const question = `What is ${visible(`${schema}.${name}`)} made of?`;
  const relation = await ask<RelationDetail>(
    context,
    question,
    `/catalog/${integrationId}/relations/${place}`,
  );
  const { columns, constraints, indexes, triggers } = relation;
  const columnRows = columns
    .slice(0, mostRows)
    .map((column) => [column.name, column.type, column.not_null ? 'not null' : '', column.comment]);
  terminal.write(table(terminal, ['column', 'type', '', 'comment'], columnRows));
  more(context, columns.length - mostRows, false);
  const parts = [
    ...constraints
      .filter(({ type }) => type !== 'not-null')
      .map((part) => [part.type, part.name, part.definition]),
    ...indexes
      .filter(({ name: index }) => !constraints.some((constraint) => constraint.name === index))
      .map((part) => ['index', part.name, part.definition]),
    ...triggers.map((part) => ['trigger', part.name, part.definition]),
  ];
  if (parts.length > 0) {
    terminal.write(`\n${table(terminal, ['part', 'name', 'definition'], parts.slice(0, mostRows))}`);
  }
  more(context, parts.length - mostRows, false);
};

const showSearch = async (context: Context, query: string): Promise<void> => {
  const { terminal, integrationId } = context;
  const path = `/catalog/search?q=${encodeURIComponent(query)}&integration_id=${integrationId}&limit=5`;
  const page = await ask<Page<SearchHit>>(context, `Who finds "${visible(query)}"?`, path);
  const rows = page.items.map(({ qualified_name, kind, reason, matches }) => [
    qualified_name,
    kind,
    reason,
    matches[0] === undefined ? '' : `${matches[0].field}: ${matches[0].text}`,
  ]);
  terminal.write(table(terminal, ['found', 'kind', 'why', 'where'], rows));
};

/** As people type: one letter is missing from the middle. */
export const misspelt = (name: string): string => {
  const middle = Math.floor(name.length / 2);
  return name.length < 5 ? name : name.slice(0, middle) + name.slice(middle + 1);
};

const more = ({ terminal }: Context, hidden: number, hasMore: boolean): void => {
  if (hidden > 0 || hasMore)
    terminal.write(terminal.style.dim(`  … and ${hidden > 0 ? hidden : 'many'} more\n`));
};
