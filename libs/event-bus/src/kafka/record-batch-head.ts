/** What a record batch (format 2, the only one of brokers since 4.0) says about its records before they begin. */
export type RecordBatchHead = {
  readonly firstOffset: bigint;
  /** Of the last record, from the first offset. More than the number of records less one where a topic is compacted. */
  readonly lastOffsetDelta: number;
  readonly records: number;
};

export const bytesOfHead = 61;
const format = 2;
const codecBits = 0b111;
/** The batch counts its length from after the two fields that say where it begins and how long it is. */
const uncountedBytes = 12;

/**
 * The head of the batch whose compressed records these are. kafkajs hands codecs a slice of the broker's answer, so the
 * head stands before it in the same memory.
 *
 * @returns null where no such head stands there: a message set of an older format, or bytes from elsewhere
 */
export const headBefore = (compressed: Buffer, codec: number): RecordBatchHead | null => {
  if (compressed.byteOffset < bytesOfHead) return null;
  const head = Buffer.from(compressed.buffer, compressed.byteOffset - bytesOfHead, bytesOfHead);
  const isHead =
    head.readInt8(16) === format &&
    (head.readInt16BE(21) & codecBits) === codec &&
    head.readInt32BE(8) === bytesOfHead - uncountedBytes + compressed.length;
  if (!isHead) return null;
  const found = {
    firstOffset: head.readBigInt64BE(0),
    lastOffsetDelta: head.readInt32BE(23),
    records: head.readInt32BE(57),
  };
  return found.records > 0 && found.lastOffsetDelta >= found.records - 1 ? found : null;
};
