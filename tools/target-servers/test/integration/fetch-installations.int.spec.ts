import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { temporaryFolder } from '@cadastre/testing';
import { fetchInstallations } from '../../src/fetch-installations.ts';
import { ServersMissing } from '../../src/servers-missing.ts';

const npm = fileURLToPath(new URL('../fixtures/npm-of-one.sh', import.meta.url));

let cache: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  cache = temporaryFolder('cache');
});
afterEach(() => cache.remove());

const callsOfNpm = (): string[] => readFileSync(path.join(cache.path, 'calls'), 'utf8').trim().split('\n');

test('fetches a version once, and where others may enter', async () => {
  const [first] = await fetchInstallations([12], { cache: cache.path, npm });
  const [again] = await fetchInstallations([12], { cache: cache.path, npm });
  expect(again).toEqual(first);
  expect(callsOfNpm()).toHaveLength(1);
  expect(statSync(path.join(first?.folder ?? '', '../../..')).mode & 0o777).toBe(0o755);
});

test('names every version that cannot be had, and how to go on with the others', async () => {
  const failure = await fetchInstallations([12, 13, 14, 18], { cache: cache.path, npm }).catch(
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(ServersMissing);
  const { reasons, message } = failure as ServersMissing;
  expect(reasons.map((reason) => /No matching version found for \S+@(\d+)/.exec(reason)?.[1])).toEqual([
    '13',
    '14',
  ]);
  expect(message).toContain('--majors 12,18');
});
