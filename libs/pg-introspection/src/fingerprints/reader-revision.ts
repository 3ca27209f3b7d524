/**
 * Counts up with every change of a reader that makes another definition of the same rows: what was read before is then
 * read again, though the target is as it was.
 */
export const readerRevision = 2;
