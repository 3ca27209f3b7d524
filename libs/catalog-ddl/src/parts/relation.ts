import type { CatalogObjectOf } from '@cadastre/events';

/** The relations that hold rows of their own, or partitions that do. */
export type Table = CatalogObjectOf<'table' | 'partitioned-table' | 'partition'>;
export type AnyTable = Table | CatalogObjectOf<'foreign-table'>;
export type Relation = AnyTable | CatalogObjectOf<'view' | 'materialized-view'>;
