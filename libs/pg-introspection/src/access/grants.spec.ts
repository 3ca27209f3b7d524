import { expect, test } from '@jest/globals';
import { parseGrants } from './grants.ts';

test('a list that was never touched is null, one without anything is empty', () => {
  expect(parseGrants(null)).toBeNull();
  expect(parseGrants('{}')).toEqual([]);
});

test('letters become privileges in one order, stars say which may be passed on, no grantee is everybody', () => {
  expect(parseGrants('{shop=arwdDxtm/shop,=r/shop,reader=w*r/shop}')).toEqual([
    {
      grantee: 'shop',
      grantor: 'shop',
      privileges: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'],
      grantable: [],
    },
    { grantee: null, grantor: 'shop', privileges: ['SELECT'], grantable: [] },
    { grantee: 'reader', grantor: 'shop', privileges: ['SELECT', 'UPDATE'], grantable: ['UPDATE'] },
  ]);
});

test('names of any character are taken out of both quotings', () => {
  expect(parseGrants('{"\\"a=b/\\"\\"c d\\"=X*/\\"sh op\\""}')).toEqual([
    { grantee: 'a=b/"c d', grantor: 'sh op', privileges: ['EXECUTE'], grantable: ['EXECUTE'] },
  ]);
});
