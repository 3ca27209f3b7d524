import type { HealthReport } from '@cadastre/api-contract';
import { errorCode } from '@cadastre/postgres';
import { readCheckpoints } from '@cadastre/projections';
import type { ApiPlatform } from '../api-platform.ts';
import { servingProjections } from '../http/serving-projections.ts';

type Finding = { status: 'ok' | 'degraded' | 'unavailable'; detail: string | null };

/** A probe that hangs is an answer too. */
const probeLimitMs = 1_000;
/** A projection that is behind and has not moved for this long is stuck, not busy. */
const stuckMs = 10_000;

/** Each dependency by name. Only what no request can do without makes the whole unavailable. */
export const healthReport = async (
  platform: Pick<ApiPlatform, 'pool' | 'eventStore'>,
): Promise<HealthReport> => {
  const [database, projections] = await Promise.all([
    probe(() => probeDatabase(platform), 'unavailable'),
    probe(() => probeProjections(platform), 'degraded'),
  ]);
  const found = [database.status, projections.status];
  const worst = found.includes('unavailable')
    ? 'unavailable'
    : found.includes('degraded')
      ? 'degraded'
      : 'ok';
  return { status: worst, dependencies: { database, projections } };
};

const probe = async (look: () => Promise<Finding>, onFailure: Finding['status']) => {
  const startedAt = performance.now();
  const finding = await withLimit(look()).catch((error: unknown): Finding => ({
    status: onFailure,
    detail: errorCode(error) ?? 'no answer',
  }));
  return { ...finding, duration_ms: Math.round((performance.now() - startedAt) * 10) / 10 };
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

const probeDatabase = async ({ pool }: Pick<ApiPlatform, 'pool'>): Promise<Finding> => {
  await pool.query('select 1');
  return { status: 'ok', detail: null };
};

const probeProjections = async ({
  pool,
  eventStore,
}: Pick<ApiPlatform, 'pool' | 'eventStore'>): Promise<Finding> => {
  const [head, checkpoints] = [await eventStore.headPosition(), await readCheckpoints(pool)];
  const behind = servingProjections.map((name) => {
    const found = checkpoints.find((checkpoint) => checkpoint.name === name);
    return { events: head - (found?.position ?? 0), updatedAt: found?.updatedAt ?? new Date(0) };
  });
  const isStuck = behind.some(
    ({ events, updatedAt }) => events > 0 && Date.now() - updatedAt.getTime() > stuckMs,
  );
  const most = Math.max(0, ...behind.map(({ events }) => events));
  return { status: isStuck ? 'degraded' : 'ok', detail: `${most} events behind` };
};
