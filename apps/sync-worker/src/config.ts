import { z } from 'zod';
import { everySettingName, integerSetting, optionalPortSetting, platformSettings } from '@cadastre/platform';
import { readSettings } from '@cadastre/service-runtime';
import { defaultSpool } from './read-ahead/spool.ts';
import { defaultTargetRetryBaseMs, retryPolicy } from './run-sync/retry-policy.ts';
import type { SyncWorkerOptions } from './sync-worker-service.ts';

export const workerSettings = {
  CADASTRE_WORKER_MAX_CONCURRENT_TASKS: integerSetting({ min: 1, max: 100, default: 10 }).meta({
    description: 'Syncs that one worker runs at the same time.',
    example: '10',
  }),
  CADASTRE_WORKER_CLAIM_BATCH: integerSetting({ min: 1, max: 100, default: 10 }).meta({
    description: 'Syncs that one worker claims at once.',
    example: '10',
  }),
  CADASTRE_WORKER_LEASE_SECONDS: integerSetting({ min: 3, max: 600, default: 30 }).meta({
    description: 'How long a worker may be silent before another takes its syncs over.',
    example: '30',
  }),
  CADASTRE_WORKER_HEARTBEAT_SECONDS: integerSetting({ min: 1, max: 200, default: 10 }).meta({
    description: 'How often a worker renews its leases; less than half of the lease.',
    example: '10',
  }),
  CADASTRE_WORKER_TARGET_RETRY_BASE_MS: integerSetting({
    min: 1,
    max: 300_000,
    default: defaultTargetRetryBaseMs,
  }).meta({
    description:
      'The longest first wait, in milliseconds, of a sync whose target was away, busy or being migrated; each further one is up to three times longer, at most 5 minutes. The default lets a sync outlive a reboot of its target.',
    example: '10000',
  }),
  CADASTRE_DROP_GUARD_PERCENT: integerSetting({ min: 1, max: 100, default: 50 }).meta({
    description: 'A sync that would drop more than this share of the known objects stops and asks.',
    example: '50',
  }),
  CADASTRE_WORKER_SPOOL_DIR: z.string().min(1).optional().meta({
    description:
      'Where a worker keeps what it has read and not stored yet, in files without a name: on disk, not in memory. Unset: the data folder of npm start, elsewhere the folder for temporary files.',
    example: '/var/spool/cadastre',
  }),
  CADASTRE_WORKER_SPOOL_MAX_MB: integerSetting({
    min: 0,
    max: 1_000_000,
    default: defaultSpool.maxBytes / 2 ** 20,
  }).meta({
    description:
      'How much all syncs of one worker may keep there, in MiB (a catalog of 100,000 tables takes about 700). Beyond it, databases are read only as fast as their catalogs are stored.',
    example: '2048',
  }),
} as const;

const shape = {
  ...platformSettings,
  ...workerSettings,
  CADASTRE_WORKER_HTTP_HOST: z.string().min(1).default('127.0.0.1').meta({
    description:
      'Address for that port; 0.0.0.0 in a container, where probes and scrapers come from outside.',
    example: '127.0.0.1',
  }),
  CADASTRE_WORKER_HTTP_PORT: optionalPortSetting().meta({
    description:
      'Where a worker that runs alone answers /health and /metrics; 0 for any port that is free. Unset: nowhere.',
    example: '3001',
  }),
};

/** One lost heartbeat must not lose the lease. */
export const heartbeatFitsLease = (settings: {
  CADASTRE_WORKER_HEARTBEAT_SECONDS: number;
  CADASTRE_WORKER_LEASE_SECONDS: number;
}): boolean => settings.CADASTRE_WORKER_HEARTBEAT_SECONDS * 2 < settings.CADASTRE_WORKER_LEASE_SECONDS;

export const heartbeatProblem = {
  path: ['CADASTRE_WORKER_HEARTBEAT_SECONDS'],
  message:
    'must be less than half of CADASTRE_WORKER_LEASE_SECONDS, so that one lost heartbeat does not lose the lease',
};

export const WorkerEnvironment = z.object(shape).refine(heartbeatFitsLease, heartbeatProblem);
export type WorkerSettings = z.infer<typeof WorkerEnvironment>;

/** @throws SettingsInvalid with every problem by name */
export const readWorkerSettings = (): WorkerSettings =>
  readSettings(WorkerEnvironment, process.env, { prefix: 'CADASTRE_', knownElsewhere: everySettingName });

/** @param spoolDir where the settings say nothing */
export const toWorkerOptions = (
  settings: z.infer<z.ZodObject<typeof workerSettings>>,
  spoolDir = defaultSpool.folder,
): SyncWorkerOptions => ({
  maxConcurrentTasks: settings.CADASTRE_WORKER_MAX_CONCURRENT_TASKS,
  claimBatch: settings.CADASTRE_WORKER_CLAIM_BATCH,
  leaseSeconds: settings.CADASTRE_WORKER_LEASE_SECONDS,
  heartbeatSeconds: settings.CADASTRE_WORKER_HEARTBEAT_SECONDS,
  retry: retryPolicy(settings.CADASTRE_WORKER_TARGET_RETRY_BASE_MS),
  dropGuardShare: settings.CADASTRE_DROP_GUARD_PERCENT / 100,
  spool: {
    folder: settings.CADASTRE_WORKER_SPOOL_DIR ?? spoolDir,
    maxBytes: settings.CADASTRE_WORKER_SPOOL_MAX_MB * 2 ** 20,
  },
});
