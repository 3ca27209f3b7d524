/** Middle value of a list that is not empty. */
export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Nearest-rank percentile; `share` from 0 to 1. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
};

/** Median, smallest and largest, rounded for a note. */
export const spread = (values: readonly number[]): { median: number; min: number; max: number } => ({
  median: Number(median(values).toFixed(3)),
  min: Number(Math.min(...values).toFixed(3)),
  max: Number(Math.max(...values).toFixed(3)),
});
