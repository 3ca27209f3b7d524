/**
 * Exponential backoff. `attempt` counts from 1, the bound grows by `factor` (default 2) with each. The wait is a
 * random share of the bound, from `leastShare` (default 0, which is full jitter) to all of it, so that many clients
 * that failed together do not come back together. A share above 0 promises how long all attempts last at least.
 */
export const backoffMs = (options: {
  attempt: number;
  baseMs: number;
  maxMs: number;
  factor?: number;
  leastShare?: number;
  random?: () => number;
}): number => {
  const { attempt, baseMs, maxMs, factor = 2, leastShare = 0, random = Math.random } = options;
  const bound = Math.min(maxMs, baseMs * factor ** Math.min(attempt - 1, 30));
  return Math.round((leastShare + (1 - leastShare) * random()) * bound);
};
