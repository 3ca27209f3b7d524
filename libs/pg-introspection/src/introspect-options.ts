import type { Incremental } from './fingerprints/choose-extent.ts';
import type { SchemaChoice } from './snapshot/choose-schemas.ts';
import type { SnapshotLimits } from './snapshot/snapshot-settings.ts';

export type IntrospectOptions = SchemaChoice & {
  /**
   * Leaves out the schemas in which somebody holds a relation exclusively as the reading begins, instead of waiting
   * for them. For another try after `RelationsLocked`; at the first, most such locks are gone in a moment.
   */
  readonly skipLocked?: boolean;
  /** Reads what changed since a fingerprint only, and says first how much that is. */
  readonly incremental?: Incremental;
  readonly limits?: Partial<SnapshotLimits>;
  readonly signal?: AbortSignal;
};
