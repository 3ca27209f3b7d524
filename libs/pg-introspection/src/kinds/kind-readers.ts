import { SystemCatalog, type ObjectKind } from '@cadastre/events';
import { castReader, type CastFacts } from './cast/cast.ts';
import { collationReader, type CollationFacts } from './collation/collation.ts';
import { operatorReader, type OperatorFacts } from './operator/operator.ts';
import { operatorClassReader, type OperatorClassFacts } from './operator-class/operator-class.ts';
import { operatorFamilyReader, type OperatorFamilyFacts } from './operator-family/operator-family.ts';
import { conversionReader, type ConversionFacts } from './conversion/conversion.ts';
import { publicationReader, type PublicationFacts } from './publication/publication.ts';
import { subscriptionReader, type SubscriptionFacts } from './subscription/subscription.ts';
import { eventTriggerReader, type EventTriggerFacts } from './event-trigger/event-trigger.ts';
import {
  foreignDataWrapperReader,
  type ForeignDataWrapperFacts,
} from './foreign-data-wrapper/foreign-data-wrapper.ts';
import { foreignServerReader, type ForeignServerFacts } from './foreign-server/foreign-server.ts';
import { userMappingReader, type UserMappingFacts } from './user-mapping/user-mapping.ts';
import { statisticsObjectReader, type StatisticsObjectFacts } from './statistics-object/statistics-object.ts';
import {
  textSearchConfigurationReader,
  type TextSearchConfigurationFacts,
} from './text-search-configuration/text-search-configuration.ts';
import {
  textSearchDictionaryReader,
  type TextSearchDictionaryFacts,
} from './text-search-dictionary/text-search-dictionary.ts';
import {
  textSearchParserReader,
  type TextSearchParserFacts,
} from './text-search-parser/text-search-parser.ts';
import {
  textSearchTemplateReader,
  type TextSearchTemplateFacts,
} from './text-search-template/text-search-template.ts';
import { languageReader, type LanguageFacts } from './language/language.ts';
import { transformReader, type TransformFacts } from './transform/transform.ts';
import { accessMethodReader, type AccessMethodFacts } from './access-method/access-method.ts';
import {
  defaultPrivilegesReader,
  type DefaultPrivilegesFacts,
} from './default-privileges/default-privileges.ts';
import { systemPrivilegesReader, type SystemPrivilegesFacts } from './system-privileges/system-privileges.ts';
import { extensionReader, type ExtensionRow } from './extension/extension.ts';
import { foreignTableReader } from './foreign-table/foreign-table.ts';
import type {
  CatalogKindReader,
  OpeningKindReader,
  RelationKindReader,
  SmallKindReader,
} from './kind-reader.ts';
import { materializedViewReader } from './materialized-view/materialized-view.ts';
import { partitionReader } from './partition/partition.ts';
import { partitionedTableReader } from './partitioned-table/partitioned-table.ts';
import { routineReader } from './routine/routine.ts';
import type { RoutineRow } from './routine/routine-rows.ts';
import { schemaReader, type SchemaRow } from './schema/schema.ts';
import { sequenceReader } from './sequence/sequence.ts';
import { tableReader } from './table/table.ts';
import { typeReader } from './type/type.ts';
import type { TypeRow } from './type/type-rows.ts';
import { viewReader } from './view/view.ts';

/** Row types of the kinds that have a large catalog of their own. */
type CatalogRows = { type: TypeRow; routine: RoutineRow };

/** Row types of the kinds that everything else refers to. */
type OpeningRows = { schema: SchemaRow; extension: ExtensionRow };

/** What is read of the kinds of small catalogs. Every kind that is in neither list is a relation. */
type SmallFacts = {
  cast: CastFacts;
  collation: CollationFacts;
  operator: OperatorFacts;
  'operator-class': OperatorClassFacts;
  'operator-family': OperatorFamilyFacts;
  conversion: ConversionFacts;
  publication: PublicationFacts;
  subscription: SubscriptionFacts;
  'event-trigger': EventTriggerFacts;
  'foreign-data-wrapper': ForeignDataWrapperFacts;
  'foreign-server': ForeignServerFacts;
  'user-mapping': UserMappingFacts;
  'statistics-object': StatisticsObjectFacts;
  'text-search-configuration': TextSearchConfigurationFacts;
  'text-search-dictionary': TextSearchDictionaryFacts;
  'text-search-parser': TextSearchParserFacts;
  'text-search-template': TextSearchTemplateFacts;
  language: LanguageFacts;
  transform: TransformFacts;
  'access-method': AccessMethodFacts;
  'default-privileges': DefaultPrivilegesFacts;
  'system-privileges': SystemPrivilegesFacts;
};

type KindReaders = {
  readonly [K in ObjectKind]: K extends keyof CatalogRows
    ? CatalogKindReader<K, CatalogRows[K]>
    : K extends keyof OpeningRows
      ? OpeningKindReader<K, OpeningRows[K]>
      : K extends keyof SmallFacts
        ? SmallKindReader<K, SmallFacts[K]>
        : RelationKindReader<K>;
};

/** One reader for every kind there is: a kind without one does not compile. */
export const kindReaders: KindReaders = {
  schema: schemaReader,
  extension: extensionReader,
  type: typeReader,
  table: tableReader,
  'partitioned-table': partitionedTableReader,
  partition: partitionReader,
  'foreign-table': foreignTableReader,
  view: viewReader,
  'materialized-view': materializedViewReader,
  sequence: sequenceReader,
  routine: routineReader,
  cast: castReader,
  collation: collationReader,
  operator: operatorReader,
  'operator-class': operatorClassReader,
  'operator-family': operatorFamilyReader,
  conversion: conversionReader,
  publication: publicationReader,
  subscription: subscriptionReader,
  'event-trigger': eventTriggerReader,
  'foreign-data-wrapper': foreignDataWrapperReader,
  'foreign-server': foreignServerReader,
  'user-mapping': userMappingReader,
  'statistics-object': statisticsObjectReader,
  'text-search-configuration': textSearchConfigurationReader,
  'text-search-dictionary': textSearchDictionaryReader,
  'text-search-parser': textSearchParserReader,
  'text-search-template': textSearchTemplateReader,
  language: languageReader,
  transform: transformReader,
  'access-method': accessMethodReader,
  'default-privileges': defaultPrivilegesReader,
  'system-privileges': systemPrivilegesReader,
};

export type AnySmallReader = (typeof kindReaders)[keyof SmallFacts];

/** In the order of snapshots. */
export const smallReaders = SystemCatalog.options.flatMap((catalog) =>
  Object.values(kindReaders).filter(
    (reader): reader is AnySmallReader => 'branch' in reader && reader.catalog === catalog,
  ),
);

type AnyRelationReader = Extract<(typeof kindReaders)[ObjectKind], { catalog: 'pg_class' }>;

const relationReaders = Object.values(kindReaders).filter(
  (reader): reader is AnyRelationReader => reader.catalog === 'pg_class',
);

const readersByRow = new Map<string, AnyRelationReader>(
  relationReaders.flatMap((reader) =>
    reader.relkinds.flatMap((relkind) =>
      [false, true]
        .filter((isPartition) => reader.isPartition === null || reader.isPartition === isPartition)
        .map((isPartition) => [`${relkind}${isPartition ? 't' : 'f'}`, reader] as const),
    ),
  ),
);

/** SQL: the kind of a row `c` of `pg_class`, as `relationReader` has it. */
export const relationKindSql = `case pg_catalog.concat(c.relkind, c.relispartition) ${[...readersByRow]
  .map(([row, { kind }]) => `when '${row}' then '${kind}'`)
  .join(' ')} end`;

/** The values of `relkind` that are read, quoted and separated by commas. */
export const relkindsSql = [...new Set(relationReaders.flatMap(({ relkinds }) => relkinds))]
  .map((relkind) => `'${relkind}'`)
  .join(', ');

/** The reader of a row of `pg_class`; one for every `relkind` that is read, partition or not. */
export const relationReader = (relkind: string, isPartition: string): AnyRelationReader | null =>
  readersByRow.get(`${relkind}${isPartition}`) ?? null;
