import { describe, expect, test } from '@jest/globals';
import { CommitWatch } from './commit-watch.ts';

const frame = (type: string, body: string | Buffer): Buffer => {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body, 'latin1');
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length + 4);
  return Buffer.concat([Buffer.from(type, 'latin1'), length, bytes]);
};
const startup = frame('', '\0\x03\0\0user\0cadastre\0\0');
const commit = frame('Q', 'commit\0');
const append = frame('B', '\0event_store.append\0\0\0');

const seenIn = (bytes: Buffer, chunkSize: number): string[] => {
  const watch = new CommitWatch();
  const seen: string[] = [];
  for (let at = 0; at < bytes.length; at += chunkSize) {
    const found = watch.see(bytes.subarray(at, at + chunkSize));
    if (found !== null) seen.push(found);
  }
  return seen;
};

describe('watching what a client sends', () => {
  test.each([1, 2, 3, 7, 64, 100_000])(
    'sees every commit, however the bytes arrive (%i at a time)',
    (size) => {
      const large = frame('d', Buffer.alloc(5_000, 'Q'));
      const stream = Buffer.concat([
        startup,
        frame('Q', 'begin\0'),
        large,
        commit,
        frame('S', ''),
        large,
        append,
      ]);
      // What arrives together is seen as one.
      const expected = size > 10_000 ? ['transaction'] : ['transaction', 'statement'];
      expect(seenIn(stream, size)).toEqual(expected);
    },
  );

  test('takes nothing else for one', () => {
    const others = [
      frame('Q', 'rollback\0'),
      frame('Q', "select 'commit'\0"),
      frame('P', 'x\0commit\0\0\0'),
      frame('B', '\0jobs.claim\0\0\0'),
    ];
    expect(seenIn(Buffer.concat([startup, ...others]), 5)).toEqual([]);
  });
});
