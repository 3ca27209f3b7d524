import { setTimeout as pause } from 'node:timers/promises';

export type WaitOptions = { what?: string; timeoutMs?: number; pollMs?: number };

type Truthy<T> = Exclude<T, false | 0 | '' | null | undefined>;

/**
 * Polls until the condition returns something truthy, and returns that. A condition that throws (an `expect`)
 * is tried again; when time is up its last error is thrown.
 */
export const waitFor = async <T>(
  condition: () => T | Promise<T>,
  { what = 'the condition', timeoutMs = 10_000, pollMs = 20 }: WaitOptions = {},
): Promise<Truthy<T>> => {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let failure: Error | undefined;
    try {
      const value = await condition();
      if (value) return value as Truthy<T>;
    } catch (error) {
      failure = asError(error);
    }
    if (performance.now() > deadline) {
      throw failure ?? new Error(`Waited ${timeoutMs} ms in vain for ${what}`);
    }
    await pause(pollMs);
  }
};

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
