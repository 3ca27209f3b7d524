const mebibyte = 1024 * 1024;

/** What the log holds in one event at the most is about 8 MiB of text; headers and framing come on top. */
export const leastMessageBytes = 10 * mebibyte;

/** Above this an event is not sent: consumers find the gap and read it from the log. */
export const largestEventBytes = leastMessageBytes - mebibyte / 4;
