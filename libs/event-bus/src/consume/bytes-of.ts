/** Of all texts in it, in UTF-8, names of headers too. */
export const bytesOf = (part: unknown): number => {
  if (typeof part === 'string' || Buffer.isBuffer(part)) return Buffer.byteLength(part);
  if (Array.isArray(part)) return part.reduce((sum: number, one) => sum + bytesOf(one), 0);
  return typeof part === 'object' && part !== null ? bytesOf(Object.entries(part)) : 0;
};
