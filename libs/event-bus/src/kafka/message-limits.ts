const mebibyte = 1024 * 1024;

/** What the log holds in one event at the most is about 8 MiB of text; headers and framing come on top. */
export const leastMessageBytes = 10 * mebibyte;

/** Above this an event is not sent: consumers find the gap and read it from the log. */
export const largestEventBytes = leastMessageBytes - mebibyte / 4;

/** Above this a message is worth waiting for others, so that there are not several of them in memory at once. */
export const largeMessageBytes = mebibyte;

/** What is unpacked of a compressed batch at the most: more than the relay puts into one. */
export const largestUnpackedBatchBytes = leastMessageBytes + 2 * mebibyte;

/**
 * No further batch of an answer of a broker is unpacked that could go beyond this; it comes with the next answer. Each projection of a
 * process has an answer of each broker in hand, and the one before it may not be collected yet: nine of 64 MiB were too much for a
 * container of 512.
 */
export const mostUnpackedBytesOfAnswer = largestUnpackedBatchBytes + 4 * mebibyte;

/**
 * A consumer asks for no more at once, but for a batch that is larger; each projection of a process asks for itself. Records and headers
 * of a few bytes take many times as much memory once they are decoded: the patch of kafkajs bounds their number, see `patches/`.
 */
export const mostBytesOfAnswer = 2 * mebibyte;
