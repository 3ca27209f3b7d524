/**
 * Exponential backoff with full jitter: a whole random share of the bound, so that many clients that failed
 * together do not come back together. `attempt` counts from 1.
 */
export const backoffMs = (options: {
  attempt: number;
  baseMs: number;
  maxMs: number;
  random?: () => number;
}): number => {
  const { attempt, baseMs, maxMs, random = Math.random } = options;
  const bound = Math.min(maxMs, baseMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(random() * bound);
};
