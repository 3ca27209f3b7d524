import { AsyncLocalStorage } from 'node:async_hooks';

/** What ends a request before it is answered: its deadline, or a caller who does not wait any more. */
export type Cancellation = {
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch; Infinity for a caller who set none. */
  readonly deadlineAt: number;
};

const storage = new AsyncLocalStorage<Cancellation>();

/** Runs the work, and whatever it starts, until it is cancelled: what looks here stops, nothing is interrupted. */
export const withCancellation = <T>(cancellation: Cancellation, work: () => T): T =>
  storage.run(cancellation, work);

/** @throws the signal's reason once nobody waits for the answer any more: nothing may be begun or committed then */
export const throwIfCancelled = (): void => storage.getStore()?.signal.throwIfAborted();

/** For waits and calls that can end early. */
export const cancellationSignal = (): AbortSignal | undefined => storage.getStore()?.signal;

/** How long the work may still take; undefined where there is no limit. At least 1. */
export const millisecondsLeft = (): number | undefined => {
  const deadlineAt = storage.getStore()?.deadlineAt ?? Infinity;
  return Number.isFinite(deadlineAt) ? Math.max(1, Math.ceil(deadlineAt - Date.now())) : undefined;
};
