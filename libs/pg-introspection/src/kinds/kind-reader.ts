import type { CatalogObjectOf, Grants, ObjectKind, SystemCatalog } from '@cadastre/events';
import type { Statement } from '../session/statement.ts';
import type { RawRow } from '../session/target-session.ts';
import type { ReadContext } from '../snapshot/read-context.ts';
import type { RelationRow } from '../relations/relation-row.ts';
import type { RelationStreams } from '../relations/relation-streams.ts';

/** An object as its reader assembles it. Keys of a definition stand in code-unit order: see `finish-object.ts`. */
export type Assembled<K extends ObjectKind> = CatalogObjectOf<K>;

type OpeningCatalog = 'pg_namespace' | 'pg_extension';
type LargeCatalog = OpeningCatalog | 'pg_type' | 'pg_proc';
export type SmallCatalog = Exclude<SystemCatalog, LargeCatalog | 'pg_class'>;

/** A kind that comes with the opening of a reading, because everything else refers to it: one row an object. */
export type OpeningKindReader<K extends ObjectKind, Row extends RawRow = never> = {
  readonly kind: K;
  readonly catalog: OpeningCatalog;
  assemble(row: Row, context: ReadContext): Assembled<K>;
};

/** A kind with a catalog of its own: one statement, in OID order, one row an object. */
export type CatalogKindReader<K extends ObjectKind, Row extends RawRow = never> = {
  readonly kind: K;
  readonly catalog: Exclude<LargeCatalog, OpeningCatalog>;
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

/** What the row of a small catalog is read with. Bound: $1 the OIDs of the schemas to read; see `isWanted`. */
export type SmallBranch<Facts> = {
  /** The rows as `x`; the catalog itself unless said otherwise. */
  readonly from?: string;
  /** `x.oid` unless said otherwise. */
  readonly oid?: string;
  /** The schema's OID; null for objects outside any schema. */
  readonly schema: string | null;
  readonly where?: string;
  /** When one of PostgreSQL's own objects is wanted; never, unless said otherwise. */
  readonly whereBuiltIn?: string;
  /** The owner's OID, where there is one. */
  readonly owner?: string;
  readonly acl?: string;
  /** References besides those of `pg_depend`, as `dependenciesSql` gives them. */
  readonly leansOn?: string;
  /** An SQL expression for each fact: it comes as JSON. */
  readonly facts: { readonly [Fact in keyof Facts]: string };
};

/** What every definition has. */
type CommonField = keyof CatalogObjectOf<'schema'>['definition'];

/** An object without what all have, which is read for all in the same way. Keys in any order. */
export type SmallObject<K extends ObjectKind> = {
  readonly name: string;
  /** What stands behind the name in the qualified name: a signature. */
  readonly signature?: string;
  /** Where nobody wrote down what it began with, but it follows from what it has. */
  readonly initialPrivileges?: Grants;
  readonly definition: Omit<CatalogObjectOf<K>['definition'], CommonField>;
};

/** A kind with a small catalog: a branch of the one statement that reads all of these. */
export type SmallKindReader<K extends ObjectKind, Facts> = {
  readonly kind: K;
  readonly catalog: SmallCatalog;
  /**
   * What the role has to be allowed to read, as `catalog` or `catalog.column`. Where it may not, the kind is left out and
   * reported.
   */
  reads(version: number): readonly string[];
  branch(version: number): SmallBranch<Facts>;
  assemble(facts: Facts, at: { readonly oid: string; readonly context: ReadContext }): SmallObject<K>;
};
