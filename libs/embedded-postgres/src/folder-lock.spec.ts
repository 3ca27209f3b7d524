import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DataFolderLocked } from './errors.ts';
import { lockFolder } from './folder-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cadastre-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const lockOfADeadProcess = JSON.stringify({ pid: process.pid, started: 'before the last boot/1' });

test('has one holder at a time', () => {
  const lock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(DataFolderLocked);
  expect(() => lockFolder(folder)).toThrow(`in use by process ${process.pid}`);
  expect(lock.deadHolderPid).toBeNull();
  lock.release();
  const next = lockFolder(folder);
  expect(next.deadHolderPid).toBeNull();
  next.release();
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['a dead process', lockOfADeadProcess, process.pid],
  ['nobody: a torn file', '{"pid":', null],
  ['nobody: an empty file', '', null],
])('takes over the lock of %s, and says who held it', (_, content, deadHolderPid) => {
  writeFileSync(path.join(folder, 'lock'), content);
  const lock = lockFolder(folder);
  expect(lock.deadHolderPid).toBe(deadHolderPid);
  expect(() => lockFolder(folder)).toThrow(DataFolderLocked);
  lock.release();
});

test('does not interfere with another process that is taking over', () => {
  writeFileSync(path.join(folder, 'lock'), lockOfADeadProcess);
  writeFileSync(path.join(folder, 'lock.takeover'), lockOfADeadProcess);
  expect(() => lockFolder(folder)).toThrow(DataFolderLocked);
});

test('goes on where another process died while taking over', () => {
  writeFileSync(path.join(folder, 'lock'), lockOfADeadProcess);
  writeFileSync(path.join(folder, 'lock.takeover'), lockOfADeadProcess);
  utimesSync(path.join(folder, 'lock.takeover'), 1, 1);
  lockFolder(folder).release();
});

test('leaves the lock of a successor alone', () => {
  const lock = lockFolder(folder);
  const successor = spawn('sleep', ['0']);
  writeFileSync(path.join(folder, 'lock'), JSON.stringify({ pid: successor.pid, started: 'later' }));
  lock.release();
  expect(readdirSync(folder)).toEqual(['lock']);
});
