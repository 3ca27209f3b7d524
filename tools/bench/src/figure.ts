/** One measured number beside what it is held against, measured in the same run. */
export type Figure = {
  readonly bench: string;
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** What `ratio` is relative to; null for a count or a size that needs no clock. */
  readonly reference: string | null;
  readonly ratio: number | null;
  /** Anything that helps to read it: range, number of runs, settings. */
  readonly notes?: Readonly<Record<string, unknown>>;
};

export type BenchOptions = {
  /** Small sizes and few runs: shows that the benchmark works, not how fast the product is. */
  readonly quick: boolean;
  /** As large as it is ever meant to be, where a benchmark has such a size; an hour, perhaps. */
  readonly large: boolean;
  /** Superuser URL of a server of ours; a benchmark makes its own databases there. */
  readonly connectionString: string;
};

export type Benchmark = (options: BenchOptions) => AsyncIterable<Figure>;
