/** degraded: requests are served, but something behind them lags. */
export type DependencyStatus = 'ok' | 'degraded' | 'unavailable';

export type Finding = { readonly status: DependencyStatus; readonly detail: string | null };

/** Something that a service needs. */
export type Dependency = {
  readonly name: string;
  /** One short question. */
  readonly probe: () => Promise<Finding>;
  /** What it means that the question found no answer. Default: unavailable. */
  readonly onFailure?: Exclude<DependencyStatus, 'ok'>;
};

export type HealthReport = {
  readonly status: DependencyStatus;
  readonly dependencies: Readonly<Record<string, Finding & { readonly duration_ms: number }>>;
};
