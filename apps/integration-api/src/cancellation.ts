import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';

/** What ends a request before it is answered: its deadline, or a caller who does not wait any more. */
export type Cancellation = {
  /** Asked where something would be begun or committed; so the way to know costs nothing until then. */
  isCancelled(): boolean;
  /** For waits that can end early. Without one they end when they look next. */
  readonly signal?: AbortSignal;
  /** Milliseconds since the epoch; Infinity for a caller who set none. */
  readonly deadlineAt: number;
};

/** Nobody waits for the answer. Not an `AppError`, for nobody is told. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';

  constructor() {
    super('Nobody waits for the answer any more');
  }
}

const storage = new AsyncLocalStorage<Cancellation>();

/** Runs the work, and whatever it starts, until it is cancelled: what looks here stops, nothing is interrupted. */
export const withCancellation = <T>(cancellation: Cancellation, work: () => T): T =>
  storage.run(cancellation, work);

/** @throws Cancelled once nobody waits for the answer any more: nothing may be begun or committed then */
export const throwIfCancelled = (): void => throwIf(storage.getStore());

/** No client gives up sooner. */
const shortestPatienceMs = 500;

/**
 * The same, when all has been read that came in together with what was waited for last: a process that stood still finds the
 * database's answer and the end of the client's connection at once, and in any order. A turn of the event loop is waited for only after
 * so long that a client may have left: a command that holds a connection and locks would pay for it each time.
 *
 * @param startedAt by `performance.now()`: when the client was last known to be there
 */
export const throwIfCancelledSince = async (startedAt: number): Promise<void> => {
  if (performance.now() - startedAt > shortestPatienceMs) await setImmediate();
  throwIfCancelled();
};

/** `throwIfCancelled` of this request, for those who call it later and for many. */
export const cancellationLook = (): (() => void) | undefined => {
  const cancellation = storage.getStore();
  return cancellation && (() => throwIf(cancellation));
};

const throwIf = (cancellation: Cancellation | undefined): void => {
  if (cancellation?.isCancelled() === true) throw new Cancelled();
};

export const cancellationSignal = (): AbortSignal | undefined => storage.getStore()?.signal;

/** How long the work may still take; undefined where there is no limit. At least 1. */
export const millisecondsLeft = (): number | undefined => {
  const deadlineAt = storage.getStore()?.deadlineAt ?? Infinity;
  return Number.isFinite(deadlineAt) ? Math.max(1, Math.ceil(deadlineAt - Date.now())) : undefined;
};
