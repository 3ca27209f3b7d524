import type { Footprint, SkippedScope, SyncActivity } from '@cadastre/events';
import type { Extent } from './fingerprints/extent.ts';
import type { Fingerprint } from './fingerprints/fingerprint.ts';
import type { IntrospectedObject } from './objects/finish-object.ts';

/** What comes out of reading a target, in the order in which it happens. */
export type IntrospectionStep =
  /** Before all, of an incremental reading: how much of the snapshot will be read, and its fingerprint. */
  | { readonly type: 'extent'; readonly extent: Extent; readonly fingerprint: Fingerprint }
  /**
   * First: the schemas that will be read to their end, and what will not: schemas, and system catalogs that the role may
   * not read. Only objects of the former may be found to be dropped; those outside any schema are read where no certain
   * schemas were asked for.
   */
  | { readonly type: 'scope'; readonly schemas: readonly string[]; readonly skipped: readonly SkippedScope[] }
  | ActivityStep
  /** Objects in the order of (`SystemCatalog`, oid), page after page. */
  | { readonly type: 'page'; readonly objects: readonly IntrospectedObject[] }
  /** Last: everything was read. */
  | {
      readonly type: 'finished';
      readonly footprint: Footprint;
      /** DDL was committed while we read: some texts may be newer than the rest. Read again soon. */
      readonly changedMeanwhile: boolean;
    };

export type ActivityStep = {
  readonly type: 'activity';
  readonly activity: SyncActivity;
  readonly state: 'started' | 'running' | 'completed';
  /** Things read so far: schemas, relations, columns, constraints, indexes, routines and types, edges. */
  readonly items: number;
  /** Null where it is not known beforehand. An upper bound for columns. */
  readonly total: number | null;
};
