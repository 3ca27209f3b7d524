import { changedBuckets, isOwnBucket } from './buckets.ts';
import { catalogOid } from '../catalog-oids.ts';
import type { Fingerprint, FingerprintHead, FingerprintOrigin } from './fingerprint.ts';

/** Why everything has to be read. */
export type FullReason =
  | 'first'
  | 'another-server'
  | 'another-timeline'
  | 'server-restarted'
  | 'another-database'
  | 'another-version'
  | 'another-role'
  | 'another-reader'
  | 'transaction-ids'
  | 'renamed-scope'
  | 'many-changes';

export type FingerprintComparison =
  | { readonly result: 'same' }
  /** By OID of the owners' system catalog: the buckets in which something came, changed or went. */
  | { readonly result: 'changed'; readonly buckets: ReadonlyMap<number, readonly number[]> }
  | { readonly result: 'incomparable'; readonly reason: FullReason };

const originReasons: Readonly<Record<keyof FingerprintOrigin, FullReason>> = {
  system: 'another-server',
  timeline: 'another-timeline',
  startedAt: 'server-restarted',
  databaseOid: 'another-database',
  serverVersion: 'another-version',
  role: 'another-role',
  reader: 'another-reader',
};

/** What differs, if the two can be compared at all. When in doubt they cannot. */
export const compareFingerprints = (before: Fingerprint | null, now: Fingerprint): FingerprintComparison => {
  if (before === null) return { result: 'incomparable', reason: 'first' };
  const reason = incomparable(before, now);
  if (reason !== null) return { result: 'incomparable', reason };
  const buckets = bucketsChanged(before, now);
  // Nothing is said to depend on the role that initdb made.
  if (buckets.get(catalogOid.pg_authid)?.some(isOwnBucket) === true)
    return { result: 'incomparable', reason: 'renamed-scope' };
  return buckets.size === 0 ? { result: 'same' } : { result: 'changed', buckets };
};

/**
 * Nobody has even begun to write since: no transaction was open then, and no id was given out. Where there is a doubt
 * the answer is no.
 */
export const isUntouched = (before: Fingerprint | null, now: FingerprintHead): before is Fingerprint =>
  before !== null &&
  before.isQuiet &&
  now.isQuiet &&
  before.transaction === now.transaction &&
  incomparable(before, now) === null;

const bucketsChanged = (before: Fingerprint, now: Fingerprint): Map<number, readonly number[]> => {
  const owners = new Set([...before.catalogs.keys(), ...now.catalogs.keys()]);
  const buckets = [...owners].map(
    (owner) =>
      [owner, changedBuckets(before.catalogs.get(owner) ?? none, now.catalogs.get(owner) ?? none)] as const,
  );
  return new Map(buckets.filter(([, changed]) => changed.length > 0));
};

const none = Buffer.alloc(0);

const incomparable = (before: Fingerprint, now: FingerprintHead): FullReason | null => {
  const facts = Object.keys(originReasons) as (keyof FingerprintOrigin)[];
  const other = facts.find((fact) => before.origin[fact] !== now.origin[fact]);
  if (other !== undefined) return originReasons[other];
  if (!canCompareTransactions(BigInt(before.transaction), BigInt(now.transaction))) return 'transaction-ids';
  const isRenamed = Object.entries(before.names).some(([key, name]) => (now.names[key] ?? name) !== name);
  return isRenamed ? 'renamed-scope' : null;
};

/** `xmin` has 32 bits: after half of them it could be one that was there before. */
const canCompareTransactions = (before: bigint, now: bigint): boolean =>
  now >= before && now - before < 2n ** 31n;
