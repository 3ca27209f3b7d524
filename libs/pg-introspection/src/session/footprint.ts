import type { Footprint } from '@cadastre/events';
import type { TargetSession } from './target-session.ts';

export type { Footprint };

export const emptyFootprint = (): Footprint => ({
  queries: 0,
  rows: 0,
  bytes: 0,
  duration_ms: 0,
  longest_transaction_ms: 0,
});

/** Adds the time and the bytes of one transaction; call the result when it has ended. */
export const measureTransaction = (session: TargetSession, footprint: Footprint): (() => void) => {
  const startedAt = performance.now();
  const bytesBefore = session.bytesReceived ?? 0;
  return () => {
    const elapsed = performance.now() - startedAt;
    footprint.duration_ms += elapsed;
    footprint.longest_transaction_ms = Math.max(footprint.longest_transaction_ms, elapsed);
    footprint.bytes += (session.bytesReceived ?? 0) - bytesBefore;
  };
};
