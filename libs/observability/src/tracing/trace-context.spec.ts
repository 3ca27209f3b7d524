import { describe, expect, test } from '@jest/globals';
import { formatTraceparent, parseTraceparent, traceContextOfCommit, traceIdOf } from './trace-context.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

describe('the trace of a correlation id', () => {
  test('is the id itself where it can be one', () => {
    expect(traceIdOf(traceId)).toBe(traceId);
    expect(traceIdOf('0190D3C1-6D0F-7F0B-9C3A-0B8B1A2F7C55')).toBe('0190d3c16d0f7f0b9c3a0b8b1a2f7c55');
  });

  test.each(['order-4711', '', '0'.repeat(32), 'f'.repeat(33)])(
    'is made from %j, the same each time',
    (text) => {
      expect(traceIdOf(text)).toMatch(/^[0-9a-f]{32}$/);
      expect(traceIdOf(text)).toBe(traceIdOf(text));
      expect(traceIdOf(text)).not.toBe('0'.repeat(32));
    },
  );
});

test('a commit is a span of its own, told by its id', () => {
  const context = traceContextOfCommit({ commitId: '4711', correlationId: traceId });
  expect(formatTraceparent(context)).toBe(`00-${traceId}-0000000000001267-01`);
});

describe('traceparent', () => {
  test('is read as the standard has it', () => {
    expect(parseTraceparent(`00-${traceId}-${spanId}-01`)).toEqual({ traceId, spanId, isSampled: true });
    expect(parseTraceparent(`00-${traceId}-${spanId}-02`)).toEqual({ traceId, spanId, isSampled: false });
    expect(parseTraceparent(`01-${traceId}-${spanId}-01-more`)).toMatchObject({ traceId });
  });

  test.each([
    undefined,
    '',
    'nonsense',
    `ff-${traceId}-${spanId}-01`,
    `00-${traceId}-${spanId}-01-more`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    [`00-${traceId}-${spanId}-01`],
  ])('%j is none', (header) => {
    expect(parseTraceparent(header)).toBeNull();
  });
});
