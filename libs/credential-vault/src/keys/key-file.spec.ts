import { chmodSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '@cadastre/testing';
import { KeyFileUnusable } from '../vault-error.ts';
import { isOpenToOthers, loadKeyFile, loadOrCreateKeyFile } from './key-file.ts';

let folder: ReturnType<typeof temporaryFolder>;
let file: string;
beforeEach(() => {
  folder = temporaryFolder('keys');
  file = path.join(folder.path, 'cadastre.key');
});
afterEach(() => folder.remove());

const write = (...lines: string[]): void => writeFileSync(file, lines.join('\n'), { mode: 0o600 });
const key = (): string => randomBytes(32).toString('base64');

describe('a key file', () => {
  test('is made on the first start, readable by its owner only, and kept', () => {
    const made = loadOrCreateKeyFile(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(loadOrCreateKeyFile(file)).toEqual(made);
    expect(loadKeyFile(file)).toEqual(made);
    expect(readdirSync(folder.path)).toEqual(['cadastre.key']);
  });

  test('is never made in place of one that is there', () => {
    write('CANARY');
    expect(() => loadOrCreateKeyFile(file)).toThrow(KeyFileUnusable);
    expect(readFileSync(file, 'utf8')).toBe('CANARY');
  });

  test('seals with its first key and opens with all of them', () => {
    const [first, second] = [key(), key()];
    write('# rotated today', first, '', second, '');
    const ring = loadKeyFile(file);
    expect(ring.active.bytes.toString('base64')).toBe(first);
    expect(ring.others.map(({ bytes }) => bytes.toString('base64'))).toEqual([second]);
    expect(ring.active.id).not.toBe(ring.others[0]?.id);
  });

  const text = Buffer.from('CANARY-sample-key-CANARY-sample-').toString('base64');
  const counting = Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - 3 * index)).toString('base64');
  test.each([
    ['nothing', []],
    ['comments only', ['# key to come']],
    ['no base64', ['CANARY!']],
    ['a short key', [randomBytes(16).toString('base64')]],
    ['a long key', [randomBytes(33).toString('base64')]],
    ['a good key and a short one', [key(), randomBytes(31).toString('base64')]],
    ['zeros', [Buffer.alloc(32).toString('base64')]],
    ['a pattern', [Buffer.alloc(32, randomBytes(16)).toString('base64')]],
    ['counting', [counting]],
    ['typed text', [text]],
  ])('with %s is refused, and never repeated', (_, lines) => {
    write(...lines);
    const load = (): unknown => loadKeyFile(file);
    expect(load).toThrow(KeyFileUnusable);
    expect(load).not.toThrow(/CANARY/);
    for (const line of lines) expect(load).not.toThrow(line);
  });

  test('that others can read is refused', () => {
    write(key());
    for (const mode of [0o640, 0o604, 0o620, 0o666]) {
      chmodSync(file, mode);
      expect(() => loadKeyFile(file)).toThrow(/mode must be 0600/);
    }
    chmodSync(file, 0o400);
    expect(loadKeyFile(file).others).toEqual([]);
  });

  test('that an orchestrator hands over as a file of root may be read by our group, and nobody else', () => {
    const ours = 1_000;
    expect(isOpenToOthers({ mode: 0o440, uid: 0 }, ours)).toBe(false);
    expect(isOpenToOthers({ mode: 0o444, uid: 0 }, ours)).toBe(true);
    expect(isOpenToOthers({ mode: 0o460, uid: 0 }, ours)).toBe(true);
    expect(isOpenToOthers({ mode: 0o440, uid: ours }, ours)).toBe(true);
    expect(isOpenToOthers({ mode: 0o440, uid: 0 }, 0)).toBe(true);
  });

  test('that is missing is refused, and a folder is none', () => {
    expect(() => loadKeyFile(file)).toThrow(/ENOENT/);
    expect(() => loadOrCreateKeyFile(path.join(file, 'nowhere', 'cadastre.key'))).toThrow(KeyFileUnusable);
    chmodSync(folder.path, 0o700);
    expect(() => loadKeyFile(folder.path)).toThrow(/EISDIR/);
  });
});
