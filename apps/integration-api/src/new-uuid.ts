import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const bytesOfOne = 16;
const drawn = new Uint8Array(256 * bytesOfOne);
let used = drawn.length;

/**
 * A UUID that sorts by the time it was made, to the millisecond. Its random bits are drawn for many at once: asking the
 * system each time costs ten times the rest, and every command makes three.
 */
export const newUuid = (): string => {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  const random = drawn.subarray(used, used + bytesOfOne);
  used += bytesOfOne;
  return v7({ random });
};
