import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { Place } from './spool-file.ts';
import { Spool } from './spool.ts';

let folder: string;
let warnings: string[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cadastre-spool-test-'));
  warnings = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const spoolOf = (maxBytes: number, at = folder): Spool =>
  new Spool({ folder: at, maxBytes }, pino({ level: 'warn' }, { write: (line) => void warnings.push(line) }));
const placed = (place: Place | null): Place => {
  if (place === null) throw new Error('there was no room');
  return place;
};

describe('a spool', () => {
  test('gives back what was put, in whatever order', async () => {
    const file = spoolOf(1_000).open();
    const first = placed(await file.put(Buffer.from('first')));
    const second = placed(await file.put(Buffer.from('the second')));
    expect(String(await file.take(second))).toBe('the second');
    expect(String(await file.take(first))).toBe('first');
    await file.close();
  });

  test('leaves no file behind that has a name', async () => {
    const file = spoolOf(1_000).open();
    await file.put(Buffer.from('secretive'));
    expect(readdirSync(folder)).toEqual([]);
    await file.close();
  });

  test('is full at its bound, for all its files together, until one is closed', async () => {
    const spool = spoolOf(10);
    const [one, other] = [spool.open(), spool.open()];
    await one.put(Buffer.alloc(6));
    expect(other.turnsAway()).toBe(false);
    await other.put(Buffer.alloc(6));
    expect([one.turnsAway(), other.turnsAway(), other.turnsAway()]).toEqual([true, true, true]);
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toContain('CADASTRE_WORKER_SPOOL_MAX_MB');
    await one.close();
    expect(other.turnsAway()).toBe(false);
    await other.close();
  });

  test('writes over what has been taken, and grows no more', async () => {
    const spool = spoolOf(10);
    const file = spool.open();
    for (let round = 0; round < 5; round += 1) {
      expect(file.turnsAway()).toBe(false);
      const places = [
        placed(await file.put(Buffer.alloc(6, round))),
        placed(await file.put(Buffer.alloc(6, round))),
      ];
      for (const place of places) expect(await file.take(place)).toEqual(Buffer.alloc(6, round));
    }
    expect(spool.open().turnsAway()).toBe(true);
    await file.close();
    expect(spool.open().turnsAway()).toBe(false);
  });

  test('takes and puts at the same time', async () => {
    const file = spoolOf(2 ** 20).open();
    const texts = Array.from({ length: 200 }, (_, n) => String(n).repeat(1 + (n % 50)));
    let places: Place[] = [];
    const read: string[] = [];
    for (const text of texts) {
      const [place] = await Promise.all([
        file.put(Buffer.from(text)),
        ...places.map(async (earlier) => read.push(String(await file.take(earlier)))),
      ]);
      places = [placed(place)];
    }
    for (const place of places) read.push(String(await file.take(place)));
    expect(read).toEqual(texts);
    await file.close();
  });

  test('does not write over what is being taken', async () => {
    const file = spoolOf(1_000).open();
    const first = placed(await file.put(Buffer.from('first')));
    const taking = file.take(first);
    const second = placed(await file.put(Buffer.from('the second')));
    expect(second.at).toBeGreaterThanOrEqual(first.at + first.bytes);
    expect(String(await taking)).toBe('first');
    expect(String(await file.take(second))).toBe('the second');
    await file.close();
  });

  test('of a folder that cannot be written says so once, and takes nothing', async () => {
    const file = spoolOf(1_000, path.join(folder, 'missing')).open();
    expect(file.turnsAway()).toBe(false);
    expect(await file.put(Buffer.from('lost'))).toBeNull();
    expect([file.turnsAway(), file.turnsAway()]).toEqual([true, true]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('CADASTRE_WORKER_SPOOL_DIR');
    await file.close();
  });
});
