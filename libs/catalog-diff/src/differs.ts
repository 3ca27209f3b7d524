import type { DefinitionOf, ObjectKind } from '@cadastre/events';
import type { Differ } from './comparing/differ.ts';
import { defaultPrivileges } from './kinds/default-privileges.ts';
import { systemPrivileges } from './kinds/system-privileges.ts';
import { foreignDataWrapper, foreignServer, userMapping } from './kinds/foreign-data.ts';
import { foreignTable } from './kinds/foreign-table.ts';
import { accessMethod, cast, operator, operatorClass, operatorFamily } from './kinds/operators.ts';
import { eventTrigger, language, transform } from './kinds/procedural.ts';
import { publication, subscription } from './kinds/replication.ts';
import { routine } from './kinds/routine.ts';
import { extension, schema } from './kinds/schema-and-extension.ts';
import { sequence } from './kinds/sequence.ts';
import { statisticsObject } from './kinds/statistics-object.ts';
import { partition, partitionedTable, table } from './kinds/tables.ts';
import { collation, conversion } from './kinds/text-and-encoding.ts';
import {
  textSearchConfiguration,
  textSearchDictionary,
  textSearchParser,
  textSearchTemplate,
} from './kinds/text-search.ts';
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
  cast,
  collation,
  operator,
  'operator-class': operatorClass,
  'operator-family': operatorFamily,
  conversion,
  publication,
  subscription,
  'event-trigger': eventTrigger,
  'foreign-data-wrapper': foreignDataWrapper,
  'foreign-server': foreignServer,
  'user-mapping': userMapping,
  'statistics-object': statisticsObject,
  'text-search-configuration': textSearchConfiguration,
  'text-search-dictionary': textSearchDictionary,
  'text-search-parser': textSearchParser,
  'text-search-template': textSearchTemplate,
  language,
  transform,
  'access-method': accessMethod,
  'default-privileges': defaultPrivileges,
  'system-privileges': systemPrivileges,
};
