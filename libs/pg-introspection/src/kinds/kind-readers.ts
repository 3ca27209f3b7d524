import type { ObjectKind } from '@cadastre/events';
import { extensionReader, type ExtensionRow } from './extension/extension.ts';
import { foreignTableReader } from './foreign-table/foreign-table.ts';
import type { CatalogKindReader, RelationKindReader } from './kind-reader.ts';
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

/** Row types of the kinds that have a catalog of their own; every other kind is a relation. */
type CatalogRows = { schema: SchemaRow; extension: ExtensionRow; type: TypeRow; routine: RoutineRow };

type KindReaders = {
  readonly [K in ObjectKind]: K extends keyof CatalogRows
    ? CatalogKindReader<K, CatalogRows[K]>
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
};

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

/** The reader of a row of `pg_class`; one for every `relkind` that is read, partition or not. */
export const relationReader = (relkind: string, isPartition: string): AnyRelationReader | null =>
  readersByRow.get(`${relkind}${isPartition}`) ?? null;
