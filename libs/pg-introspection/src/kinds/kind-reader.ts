import type { CatalogObjectOf, ObjectKind, SystemCatalog } from '@cadastre/events';
import type { Statement } from '../session/statement.ts';
import type { RawRow } from '../session/target-session.ts';
import type { ReadContext } from '../snapshot/read-context.ts';
import type { RelationRow } from '../relations/relation-row.ts';
import type { RelationStreams } from '../relations/relation-streams.ts';

/** An object as its reader assembles it. Keys of a definition stand in code-unit order: see `finish-object.ts`. */
export type Assembled<K extends ObjectKind> = CatalogObjectOf<K>;

/** A kind with a catalog of its own: one statement, in OID order, one row an object. */
export type CatalogKindReader<K extends ObjectKind, Row extends RawRow = never> = {
  readonly kind: K;
  readonly catalog: Exclude<SystemCatalog, 'pg_class'>;
  statement(context: ReadContext): Statement<Row>;
  assemble(row: Row, context: ReadContext): Assembled<K>;
};

/** A kind of `pg_class`: the relations come as one stream in OID order, their parts as others beside it. */
export type RelationKindReader<K extends ObjectKind> = {
  readonly kind: K;
  readonly catalog: 'pg_class';
  /** Values of `relkind`. */
  readonly relkinds: readonly string[];
  /** Whether this kind is a partition of something; null where that makes no difference. */
  readonly isPartition: boolean | null;
  assemble(row: RelationRow, streams: RelationStreams, context: ReadContext): Assembled<K>;
};
