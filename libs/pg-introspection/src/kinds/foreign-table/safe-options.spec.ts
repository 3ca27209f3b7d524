import { expect, test } from '@jest/globals';
import { safeOptions } from './safe-options.ts';

test('withholds what looks like a credential, and keeps the rest as it is', () => {
  expect(
    safeOptions([
      'table_name=passwords',
      'password=x',
      'AWS_Secret_Access_Key=y=z',
      'api_token=',
      'filename=/tmp/a',
    ]),
  ).toEqual([
    'table_name=passwords',
    'password=<withheld>',
    'AWS_Secret_Access_Key=<withheld>',
    'api_token=<withheld>',
    'filename=/tmp/a',
  ]);
});
