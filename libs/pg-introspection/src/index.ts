export type { Incremental } from './fingerprints/choose-extent.ts';
export type { Census, CensusEntry } from './fingerprints/census.ts';
export type { FullReason } from './fingerprints/compare-fingerprints.ts';
export {
  covers,
  partlyRead,
  wholeCatalogs,
  type Extent,
  type PartlyRead,
  type ReadPart,
} from './fingerprints/extent.ts';
export type { Fingerprint, FingerprintOrigin } from './fingerprints/fingerprint.ts';
export { bucketSql } from './fingerprints/buckets.ts';
export { sortedDependencies } from './dependencies/parse-dependencies.ts';
export { readerRevision } from './fingerprints/reader-revision.ts';
export { introspect } from './introspect.ts';
export type { IntrospectOptions } from './introspect-options.ts';
export type { ActivityStep, IntrospectionStep } from './introspection-step.ts';
export type { IntrospectedObject } from './objects/finish-object.ts';
export type { TargetSession } from './session/target-session.ts';
export { noSuchSchema, type SchemaChoice } from './snapshot/choose-schemas.ts';
export { RelationsLocked } from './snapshot/relations-locked.ts';
export { SnapshotMoved } from './snapshot/snapshot-moved.ts';
export type { SnapshotLimits } from './snapshot/snapshot-settings.ts';
export { readStatistics, type Statistics, type StatisticsOptions } from './statistics/read-statistics.ts';
