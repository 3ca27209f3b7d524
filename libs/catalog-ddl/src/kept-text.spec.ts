import { expect, test } from '@jest/globals';
import { KeptText } from './kept-text.ts';

test('gives every line once, in order, in pieces', () => {
  const kept = new KeptText();
  const lines = Array.from({ length: 5_000 }, (_, n) => `line ${n} ${'ü'.repeat(n % 60)}`);
  for (let at = 0; at < lines.length; at += 7) kept.add(lines.slice(at, at + 7));
  const pieces = [...kept.take()];
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces.join('')).toBe(lines.map((line) => `${line}\n`).join(''));
  expect(kept.length).toBe(pieces.join('').length);
  expect([...kept.take()]).toEqual([]);
});
