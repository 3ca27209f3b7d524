const seed = 0x9747b28c;
const multiplier = 0x5bd1e995;
const shift = 24;

/**
 * MurmurHash2 with the seed of Kafka's own clients, as a signed 32-bit number: whoever produces with Kafka's default
 * partitioner, in any language, puts a key into the same partition as we do.
 */
export const murmur2 = (data: Buffer): number => {
  const { length } = data;
  const wholeWords = length - (length % 4);
  let hash = seed ^ length;
  for (let at = 0; at < wholeWords; at += 4) {
    let word = Math.imul(data.readInt32LE(at), multiplier);
    word ^= word >>> shift;
    hash = Math.imul(hash, multiplier) ^ Math.imul(word, multiplier);
  }
  if (wholeWords < length)
    hash = Math.imul(hash ^ data.readUIntLE(wholeWords, length - wholeWords), multiplier);
  hash = Math.imul(hash ^ (hash >>> 13), multiplier);
  return hash ^ (hash >>> 15);
};
