/**
 * The rows of one system catalog's objects, summed up by owner: the owner's OID says which of the buckets it is in. Ten
 * changed objects are so found without keeping a number for each of a million rows.
 *
 * A bucket is two bytes of number and eight bytes of sum; those without rows are left out, the others in order.
 */
const bucketCount = 8_192;
/** Of objects that initdb made. */
const ownBucket = bucketCount;
const firstNormalOid = 16_384;
const bytes = 10;

export const bucketSql = (oid: string): string =>
  `case when ${oid} operator(pg_catalog.<) ${firstNormalOid} then ${ownBucket}
        else ${oid} operator(pg_catalog.&) ${bucketCount - 1} end`;

export const bucketOf = (oid: number): number => (oid < firstNormalOid ? ownBucket : oid % bucketCount);

export const isOwnBucket = (bucket: number): boolean => bucket === ownBucket;

/** The numbers of the buckets that are not the same on both sides. */
export const changedBuckets = (before: Buffer, now: Buffer): number[] => {
  if (before.equals(now)) return [];
  const sums = new Map(bucketsOf(before));
  const changed: number[] = [];
  for (const [bucket, sum] of bucketsOf(now)) {
    if (sums.get(bucket) !== sum) changed.push(bucket);
    sums.delete(bucket);
  }
  return [...changed, ...sums.keys()].sort((a, b) => a - b);
};

/** The same without these: the next comparison finds them changed. */
export const withoutBuckets = (packed: Buffer, left: ReadonlySet<number>): Buffer => {
  if (left.size === 0) return packed;
  const kept: Buffer[] = [];
  for (let at = 0; at + bytes <= packed.length; at += bytes)
    if (!left.has(packed.readUInt16BE(at))) kept.push(packed.subarray(at, at + bytes));
  return Buffer.concat(kept);
};

function* bucketsOf(packed: Buffer): Generator<readonly [number, bigint]> {
  for (let at = 0; at + bytes <= packed.length; at += bytes)
    yield [packed.readUInt16BE(at), packed.readBigInt64BE(at + 2)];
}
