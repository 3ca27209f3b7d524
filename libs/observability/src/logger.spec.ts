import { Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { AppError, Unavailable } from '@cadastre/errors';
import { withCorrelation } from './correlation.ts';
import { createLogger } from './logger.ts';

const captured = (write: (log: ReturnType<typeof createLogger>) => void): Record<string, unknown> => {
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  write(createLogger({ service: 'test', version: '0', level: 'info', destination }));
  return JSON.parse(lines[0] ?? '{}') as Record<string, unknown>;
};

describe('a log line', () => {
  test('carries the correlation of the work it was written in', () => {
    const line = captured((log) =>
      withCorrelation({ correlationId: 'c-1', tenantId: 'acme' }, () =>
        withCorrelation({ syncId: 's-1' }, () => log.info({ rows: 3 }, 'page read')),
      ),
    );
    expect(line).toMatchObject({
      level: 'info',
      msg: 'page read',
      rows: 3,
      correlationId: 'c-1',
      tenantId: 'acme',
      syncId: 's-1',
    });
  });

  test('never shows a secret field', () => {
    const given = { body: { table: 'orders', credential: { password: 'CANARY' } } };
    const line = captured((log) =>
      log.info({ password: 'CANARY', ...given, list: [{ secret: 'CANARY' }], rows: [1] }, 'x'),
    );
    expect(JSON.stringify(line)).not.toContain('CANARY');
    expect(line).toMatchObject({ password: '[redacted]', body: { table: 'orders' }, rows: [1] });
    // What was logged is the caller's, and stays what it was.
    expect(given.body.credential.password).toBe('CANARY');
  });

  test('never shows a secret that belongs to the logger or to an error', () => {
    class Refused extends AppError {
      override readonly kind = 'conflict';
      override readonly code = 'refused';
      override readonly title = 'Refused';
      constructor() {
        super('no', { secret: 'CANARY', name: 'b' });
      }
    }
    const bound = captured((log) => log.child({ api_key: 'CANARY', part: 'a' }).info('x'));
    expect(bound).toMatchObject({ api_key: '[redacted]', part: 'a', service: 'test' });
    const refused = captured((log) => log.warn({ err: new Refused() }, 'x'));
    expect(refused['err']).toMatchObject({ facts: { secret: '[redacted]', name: 'b' } });
    expect(JSON.stringify([bound, refused])).not.toContain('CANARY');
  });

  test('drops what a foreign server said and keeps its class', () => {
    const foreign = Object.assign(new Error('CANARY in a message'), {
      code: '23505',
      severity: 'ERROR',
      routine: '_bt_check_unique',
      detail: 'Key (email)=(CANARY) exists',
      where: 'CANARY',
    });
    const line = captured((log) =>
      log.error(
        { err: new Unavailable({ dependency: 'database', reason: 'x' }, { cause: foreign }) },
        'failed',
      ),
    );
    expect(line['err']).toMatchObject({
      type: 'Unavailable',
      kind: 'unavailable',
      cause: { code: '23505', routine: '_bt_check_unique' },
    });
    expect(JSON.stringify(line)).not.toContain('CANARY');
  });
});
