const mebibyte = 1024 * 1024;

/** What the log holds in one event at the most is about 8 MiB of text; headers and framing come on top. */
export const leastMessageBytes = 10 * mebibyte;

/** Above this an event is not sent: consumers find the gap and read it from the log. */
export const largestEventBytes = leastMessageBytes - mebibyte / 4;

/**
 * What is unpacked of a compressed batch at the most: three times what a topic of ours takes, which is more than the relay
 * puts into one.
 */
export const largestUnpackedBatchBytes = 32 * mebibyte;

/** No further batch of an answer of a broker is unpacked that could go beyond this; it comes with the next answer. */
export const mostUnpackedBytesOfAnswer = 2 * largestUnpackedBatchBytes;

/**
 * A consumer asks for no more at once, but for a batch that is larger. Records of a few bytes each take forty times as much memory once they
 * are decoded, and each projection of a process asks for itself.
 */
export const mostBytesOfAnswer = 2 * mebibyte;

/** kafkajs passes the records of a batch as arguments of one call, which the stack bounds at about 120,000. The patch of it has the same number. */
export const mostRecordsOfBatch = 100_000;
