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
};

export const summaryOf = ({ kind, definition }: CatalogObject): object =>
  (summaries[kind] as (of: CatalogObject['definition']) => object)(definition);
