import { expect, test } from '@jest/globals';
import { parseGrants } from './grants.ts';
import { relationBeginning } from './relation-beginning.ts';

const beginning = (acl: string | null, version = 170_000) =>
  relationBeginning({ privileges: parseGrants(acl), owner: 'o', version });

test('is spelled out where an owner has all but MAINTAIN, on servers that know it', () => {
  expect(beginning('{o=arwdDxt/o,r=r/o}')).toEqual(parseGrants('{o=arwdDxtm/o}'));
  expect(beginning('{o=arwdDxt/o,r=r/o}', 160_000)).toBeNull();
});

test.each([null, '{}', '{o=arwdDxtm/o}', '{o=arw/o}', '{o=a*rwdDxt/o}', '{r=arwdDxt/o}', '{o=arwdDxt/r}'])(
  'is the built-in default for %s',
  (acl) => {
    expect(beginning(acl)).toBeNull();
  },
);
