import { describe, expect, test } from '@jest/globals';
import { withValues } from './received-headers.ts';

describe('headers to be sent again', () => {
  test('have a value each', () => {
    const one = Buffer.from('1');
    expect(withValues({ none: null, empty: '', one, twice: [one, null] })).toEqual({
      none: '',
      empty: '',
      one,
      twice: [one, ''],
    });
  });
});
