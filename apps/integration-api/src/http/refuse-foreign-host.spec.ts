import { describe, expect, test } from '@jest/globals';
import { isOfThisMachine } from './refuse-foreign-host.ts';

describe('the Host header', () => {
  test.each([
    '127.0.0.1',
    '127.0.0.1:3000',
    'localhost',
    'LOCALHOST:3000',
    '[::1]:3000',
    'app.localhost:3000',
  ])('%s names this machine', (host) => {
    expect(isOfThisMachine(host)).toBe(true);
  });

  test.each([
    '',
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example#127.0.0.1',
    'user@127.0.0.1',
    '127.0.0.1:3000:x',
    '[::1].evil.example',
    '10.0.0.1:3000',
  ])('%j does not', (host) => {
    expect(isOfThisMachine(host)).toBe(false);
  });
});
