import type { ObjectIdentity, ObjectKind, SystemCatalog } from '@cadastre/events';
import type { Structure } from './structures.ts';

/** Who is there under which name. */
export type CensusEntry = {
  readonly identity: ObjectIdentity;
  /** Null for what is outside any, a schema too. */
  readonly schema: string | null;
  /** As the object itself has it. */
  readonly qualifiedName: string;
  /** Of a relation; in other system catalogs all are of one kind. */
  readonly kind: ObjectKind | null;
  /**
   * A relation's columns as PostgreSQL's `text[]` prints them: `attnum` is the place, a dropped one is NULL. Null for what
   * has no columns.
   */
  readonly columns: string | null;
};

/** Everything that is there, by OID and by name, from the snapshot of the open transaction. */
export type Census = {
  /** The system catalogs that it counts: of others it says nothing. */
  readonly catalogs: readonly SystemCatalog[];
  /** Sends its statement when it is first asked, and is read to its end before anything else is. */
  entries(): AsyncIterable<readonly CensusEntry[]>;
  /** What tells some of its objects apart besides their names; read to its end as well. Nothing of what has no structure. */
  structures(oids: readonly number[]): AsyncIterable<readonly Structure[]>;
};
