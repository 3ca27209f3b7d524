/** Everything that decides what a campaign does; the same settings and seed make the same schedule. */
export type CampaignSettings = {
  readonly minutes: number;
  readonly seed: string;
  readonly usesKafka: boolean;
  readonly clients: number;
  readonly json: boolean;
  /** Print the schedule and do nothing. */
  readonly dryRun: boolean;
  /** Keep the evidence of a run that found nothing, too. */
  readonly keep: boolean;
  /** Where the evidence goes; null for a folder of its own in the system's folder for temporary files. */
  readonly evidence: string | null;
  /** Another release, built: the second process of each kind runs from there. Null for none. */
  readonly beside: string | null;
  /** Only these kinds of fault; empty for all. */
  readonly only: readonly string[];
};

export const apiNames = ['api-1', 'api-2'] as const;
export const workerNames = ['worker-1', 'worker-2'] as const;
export const projectorNames = ['projector-1', 'projector-2'] as const;
export const processNames = [...apiNames, ...workerNames, ...projectorNames] as const;
export type ProcessName = (typeof processNames)[number];

/** Short, so that a campaign of minutes sees many of them run out. */
export const workerLeaseSeconds = 6;
export const workerHeartbeatSeconds = 2;
/** Faults of the target last seconds here: waits made for its reboots would outlast the storm, and the rest after it. */
export const workerTargetRetryBaseMs = 500;
