import { execFileSync } from 'node:child_process';
import { Writable } from 'node:stream';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { LinesTogether } from './lines-together.ts';
import { createLogger } from './logger.ts';

const capturing = () => {
  const writes: string[] = [];
  const out = new Writable({
    decodeStrings: false,
    write: (text: string, _, done) => {
      writes.push(text);
      done();
    },
  });
  const lines = new LinesTogether(out);
  const log = createLogger({ service: 'test', version: '0', level: 'info', destination: lines });
  return { log, lines, messages: () => writes.map((text) => text.match(/(?<="msg":")\w+/g)) };
};

afterEach(() => {
  jest.useRealTimers();
});

describe('log lines', () => {
  test('of one moment are one write, in order', () => {
    jest.useFakeTimers();
    const { log, messages } = capturing();
    log.info('one');
    log.info('two');
    expect(messages()).toEqual([]);
    jest.advanceTimersByTime(10);
    expect(messages()).toEqual([['one', 'two']]);
  });

  test('do not wait longer for a timer that gets no turn', () => {
    jest.useFakeTimers({ doNotFake: ['setTimeout', 'clearTimeout'] });
    const { log, messages } = capturing();
    log.info('one');
    jest.advanceTimersByTime(10);
    expect(messages()).toEqual([]);
    log.info('two');
    expect(messages()).toEqual([['one', 'two']]);
  });

  test('that tell of trouble are written at once, and those before them', () => {
    const { log, messages } = capturing();
    log.info('before');
    log.warn('trouble');
    log.error('more');
    expect(messages()).toEqual([['before', 'trouble'], ['more']]);
  });

  test('are not kept until memory is full', () => {
    const { log, messages } = capturing();
    log.info({ text: 'x'.repeat(70_000) }, 'long');
    expect(messages()).toEqual([['long']]);
  });

  test.each(['process.exit(3)', 'throw new Error("x")', ''])(
    'are all there when a process ends: %s',
    (end) => {
      const script = `
      import { createLogger } from '@cadastre/observability';
      createLogger({ service: 'test', version: '0', level: 'info' }).info('last words');
      ${end}`;
      expect(outputOf(script)).toContain('"msg":"last words"');
    },
  );
});

const outputOf = (script: string): string => {
  try {
    return execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      stdio: 'pipe',
    }).toString();
  } catch (error) {
    return (error as { stdout: Buffer }).stdout.toString();
  }
};
