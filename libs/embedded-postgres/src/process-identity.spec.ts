import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { isAlive, thisProcess } from './process-identity.ts';

test('this process is alive', () => {
  expect(isAlive(thisProcess())).toBe(true);
});

test('another process with the number of a dead one is not taken for it', () => {
  expect(isAlive({ pid: process.pid, started: 'another boot/1' })).toBe(false);
});

test('a process that ended is not alive', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  expect(isAlive({ pid: child.pid ?? 0, started: thisProcess().started })).toBe(false);
});
