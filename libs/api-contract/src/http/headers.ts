import { z } from 'zod';

/** Names as they are sent; HTTP compares them without regard to case. */
export const headerNames = {
  idempotencyKey: 'Idempotency-Key',
  commit: 'Cadastre-Commit',
  waitFor: 'Cadastre-Wait-For',
  correlationId: 'X-Correlation-Id',
  replayed: 'Idempotency-Replayed',
} as const;

export const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters')
  .meta({
    description:
      'Makes a command safe to repeat: the same key and request give the same answer for 24 hours, another request with the key 422.',
    examples: ['6f9d3c1e-6d0f-4f0b-9c3a-0b8b1a2f7c55'],
  });

export const CommitId = z
  .string()
  .regex(/^[0-9]{1,18}$/, 'must be the value of a Cadastre-Commit header')
  .meta({ description: 'An atomic append to the event log.', examples: ['4711'] });

export const CorrelationId = z
  .string()
  .regex(/^[A-Za-z0-9._:-]{1,128}$/)
  .meta({
    description:
      'Names a request in logs and problems; the trace id of `traceparent`, or made up, where the caller sends none.',
  });
