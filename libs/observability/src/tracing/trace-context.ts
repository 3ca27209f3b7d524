import { createHash } from 'node:crypto';

/** A place in a trace, as W3C Trace Context has it: a span that exists, here or in another process. */
export type TraceContext = { readonly traceId: string; readonly spanId: string; readonly isSampled: boolean };

/** What a commit says of where it comes from. */
export type CommitOrigin = { readonly commitId: string; readonly correlationId: string };

const hex32 = /^[0-9a-f]{32}$/;
const traceparent = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const isZero = (hex: string): boolean => /^0+$/.test(hex);

/**
 * The trace that everything with this correlation id belongs to. A trace id and a UUID (without its dashes) stand for
 * themselves, any other text is hashed: so whoever reads an event knows its trace, and nothing is stored beside it.
 */
export const traceIdOf = (correlationId: string): string => {
  const hex = correlationId.replaceAll('-', '').toLowerCase();
  if (hex32.test(hex) && !isZero(hex)) return hex;
  return createHash('sha256').update(correlationId).digest('hex').slice(0, 32);
};

/** The span that wrote a commit. What comes after the commit hangs on it, in whichever process, years later too. */
export const traceContextOfCommit = ({ commitId, correlationId }: CommitOrigin): TraceContext => ({
  traceId: traceIdOf(correlationId),
  spanId: BigInt(commitId).toString(16).padStart(16, '0'),
  // The log does not keep whether it was recorded; samplers that go by the trace id decide alike everywhere.
  isSampled: true,
});

/** As the header `traceparent` carries it. */
export const formatTraceparent = ({ traceId, spanId, isSampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;

/** The whole, version, trace id, span id, flags, and what a later version may add. */
type Parts = [string, string, string, string, string, string | undefined];

/** Null for what is no `traceparent` of W3C Trace Context: it is ignored, as the standard wants it. */
export const parseTraceparent = (header: unknown): TraceContext | null => {
  const parts = typeof header === 'string' ? traceparent.exec(header) : null;
  if (parts === null) return null;
  const [, version, traceId, spanId, flags, rest] = parts as unknown as Parts;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return null;
  if (isZero(traceId) || isZero(spanId)) return null;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
};
