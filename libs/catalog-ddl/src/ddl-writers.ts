import type { ObjectKind } from '@cadastre/events';
import type { DdlWriter } from './ddl-writer.ts';
import { cast } from './kinds/cast.ts';
import { defaultPrivileges } from './kinds/default-privileges.ts';
import { extension } from './kinds/extension.ts';
import { foreignDataWrapper, foreignServer, userMapping } from './kinds/foreign-data.ts';
import { operator, operatorClass, operatorFamily } from './kinds/operators.ts';
import { accessMethod, eventTrigger, language, transform } from './kinds/procedural.ts';
import { publication, subscription } from './kinds/replication.ts';
import { routine } from './kinds/routine.ts';
import { schema } from './kinds/schema.ts';
import { sequence } from './kinds/sequence.ts';
import { statisticsObject } from './kinds/statistics-object.ts';
import { systemPrivileges } from './kinds/system-privileges.ts';
import { foreignTable, partition, partitionedTable, table } from './kinds/tables.ts';
import { collation, conversion } from './kinds/text-and-encoding.ts';
import {
  textSearchConfiguration,
  textSearchDictionary,
  textSearchParser,
  textSearchTemplate,
} from './kinds/text-search.ts';
import { type } from './kinds/type.ts';
import { materializedView, view } from './kinds/view.ts';

/** How each kind is written: a kind without writer does not compile. */
export const ddlWriters: { readonly [K in ObjectKind]: DdlWriter<K> } = {
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
