import type { DefinitionOf, ObjectKind } from '@cadastre/events';
import type { Differ } from './comparing/differ.ts';
import { foreignTable } from './kinds/foreign-table.ts';
import { routine } from './kinds/routine.ts';
import { extension, schema } from './kinds/schema-and-extension.ts';
import { sequence } from './kinds/sequence.ts';
import { partition, partitionedTable, table } from './kinds/tables.ts';
import { type } from './kinds/type.ts';
import { materializedView, view } from './kinds/views.ts';

/** How the definitions of each kind are compared: a kind without differ does not compile. */
export const differs: { readonly [Kind in ObjectKind]: Differ<DefinitionOf<Kind>> } = {
  schema,
  extension,
  type,
  table,
  'partitioned-table': partitionedTable,
  partition,
  'foreign-table': foreignTable,
  view,
  'materialized-view': materializedView,
  sequence,
  routine,
};
