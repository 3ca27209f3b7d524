import { unreadableHeader } from './header-names.ts';
import { oneTextOf } from './received-headers.ts';
import type { ReceivedMessage } from './received-message.ts';
import type { RecordBatchHead } from './record-batch-head.ts';

type MaybeStandIn = Pick<ReceivedMessage, 'key' | 'value' | 'headers'>;

const plainWords = /^[\w ,:.()-]{1,200}$/;

/**
 * As many records as the batch has, at its offsets, with nothing in them but why. So a consumer gets past it, and can
 * say what it did not get.
 */
export const standInRecords = (
  { firstOffset, lastOffsetDelta, records }: RecordBatchHead,
  why: string,
): Buffer => {
  const count = records === 1 ? '1 record' : `${records} records`;
  const detail = Buffer.from(`${why}: ${count} from offset ${firstOffset}`);
  const name = Buffer.from(unreadableHeader);
  const nothing = varint(-1);
  const tail = Buffer.concat([
    nothing, // key
    nothing, // value
    varint(1), // headers
    ...[name, detail].flatMap((bytes) => [varint(bytes.length), bytes]),
  ]);
  const attributesAndTime = Buffer.alloc(2);
  const parts: Buffer[] = [];
  for (let n = 0; n < records; n += 1) {
    const offset = varint(n === records - 1 ? lastOffsetDelta : n);
    parts.push(
      varint(attributesAndTime.length + offset.length + tail.length),
      attributesAndTime,
      offset,
      tail,
    );
  }
  return Buffer.concat(parts);
};

/**
 * Why the batch of a message could not be unpacked; null of other messages. Somebody may send such a message himself: it
 * has nothing in it, says no more than plain words, and is refused either way.
 */
export const whyUnreadable = ({ key, value, headers }: MaybeStandIn): string | null => {
  if (key !== null || value !== null) return null;
  const why = oneTextOf(headers, unreadableHeader);
  return why !== null && plainWords.test(why) ? why : null;
};

/** Zigzag, seven bits in a byte. */
const varint = (value: number): Buffer => {
  const bytes: number[] = [];
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return Buffer.from(bytes);
};
