import { errorCode } from '@cadastre/postgres';
import type { Dependency, Finding, HealthReport } from './dependency.ts';

/** A probe that hangs is an answer too. */
const probeLimitMs = 1_000;

/**
 * What the services of one process need, by name. Each adds what it cannot do without; the platform begins with what all
 * of them need. Only what no work can do without makes the whole unavailable.
 */
export class Health {
  private readonly dependencies = new Map<string, Dependency>();

  /** A name that is there already is said anew. */
  add(dependency: Dependency): void {
    this.dependencies.set(dependency.name, dependency);
  }

  async report(): Promise<HealthReport> {
    const found = await Promise.all([...this.dependencies.values()].map(look));
    const worst = ranks.find((status) => found.some(([, finding]) => finding.status === status));
    return { status: worst ?? 'ok', dependencies: Object.fromEntries(found) };
  }
}

const ranks = ['unavailable', 'degraded'] as const;

const look = async ({
  name,
  probe,
  onFailure = 'unavailable',
}: Dependency): Promise<[string, Finding & { duration_ms: number }]> => {
  const startedAt = performance.now();
  const finding = await withLimit(probe()).catch((error: unknown): Finding => ({
    status: onFailure,
    detail: errorCode(error) ?? 'no answer',
  }));
  return [name, { ...finding, duration_ms: Math.round((performance.now() - startedAt) * 10) / 10 }];
};

const withLimit = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), probeLimitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
};
