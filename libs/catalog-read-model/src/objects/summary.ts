import type { CatalogObject, DefinitionOf, ObjectKind } from '@cadastre/events';

type Summaries = { readonly [Kind in ObjectKind]: (definition: DefinitionOf<Kind>) => object };

/** What lists show of each kind beside the columns that every object has. */
const summaries: Summaries = {
  schema: () => ({}),
  table: () => ({}),
  view: () => ({}),
  'partitioned-table': ({ partition_key }) => ({ partition_key }),
  partition: ({ partition_of, partition_key }) => ({ partition_of, partition_key }),
  'foreign-table': ({ server, partition_of }) => ({ server, partition_of }),
  'materialized-view': ({ is_populated }) => ({ is_populated }),
  sequence: ({ data_type, owned_by }) => ({ data_type, owned_by }),
  extension: ({ version, schema }) => ({ version, schema }),
  type: ({ type_kind }) => ({ type_kind }),
  routine: ({ routine_kind, identity_arguments, arguments: all, returns, language }) => ({
    routine_kind,
    identity_arguments,
    arguments: all,
    returns,
    language,
  }),
  cast: ({ source, target, context }) => ({ source, target, context }),
  collation: ({ provider, deterministic, locale }) => ({ provider, deterministic, locale }),
  operator: ({ left, right, result }) => ({ left, right, result }),
  'operator-class': ({ method, input_type, is_default }) => ({ method, input_type, is_default }),
  'operator-family': ({ method }) => ({ method }),
  conversion: ({ source_encoding, target_encoding }) => ({ source_encoding, target_encoding }),
  publication: ({ all_tables, operations }) => ({ all_tables, operations }),
  subscription: ({ enabled, publications }) => ({ enabled, publications }),
  'event-trigger': ({ event, enabled }) => ({ event, enabled }),
  'foreign-data-wrapper': () => ({}),
  'foreign-server': ({ wrapper, server_type, version }) => ({ wrapper, server_type, version }),
  'user-mapping': ({ server, user }) => ({ server, user }),
  'statistics-object': ({ relation, kinds }) => ({ relation, kinds }),
  'text-search-configuration': ({ parser }) => ({ parser }),
  'text-search-dictionary': ({ template }) => ({ template }),
  'text-search-parser': () => ({}),
  'text-search-template': () => ({}),
  language: ({ trusted }) => ({ trusted }),
  transform: ({ type, language }) => ({ type, language }),
  'access-method': ({ method_type }) => ({ method_type }),
  'default-privileges': ({ role, object_type }) => ({ role, object_type }),
  'system-privileges': ({ object_type }) => ({ object_type }),
};

export const summaryOf = ({ kind, definition }: CatalogObject): object =>
  (summaries[kind] as (of: CatalogObject['definition']) => object)(definition);
