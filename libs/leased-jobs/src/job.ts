export type Json = string | number | boolean | null | readonly Json[] | { readonly [member: string]: Json };

export type JobState = 'queued' | 'running' | 'completed' | 'dead' | 'cancelled';

export type NewJob = {
  /** Names the work for ever: putting it again does nothing. */
  readonly jobId: string;
  readonly tenantId: string;
  readonly kind: string;
  /** What the work is about, such as an integration. */
  readonly subjectId: string;
  readonly payload: Json;
  /** Not before this; default now. */
  readonly runAt?: Date;
  /** Tries before the job is given up; default 5. A lost worker uses one up as a failure does. */
  readonly maxAttempts?: number;
};

/** All jobs of a kind about one thing. */
export type JobSubject = Pick<NewJob, 'tenantId' | 'kind' | 'subjectId'>;

/** Why a try ended. Shown to people: no secret, no text of a foreign server. */
export type JobError = { readonly code: string; readonly detail: string; readonly hint?: string | null };

/** The right to write for a job, as long as nobody else got it. */
export type Fence = {
  readonly jobId: string;
  /** Grows with every claim of this job, over requeues too: what makes an old owner harmless. */
  readonly fence: number;
  /** How long one renewal lasts. */
  readonly leaseSeconds: number;
};

export type ClaimedJob = Fence & {
  readonly tenantId: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly payload: Json;
  /** What `progress` saved last, by whichever attempt; null before that. */
  readonly cursor: Json;
  /** From 1. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly owner: string;
  /** The last owner stopped renewing: this attempt follows on a dead or paused worker. */
  readonly isTakeover: boolean;
  /** All attempts are used up: do not run it, dead-letter it. `attempt` is the last one that was tried. */
  readonly isExhausted: boolean;
  readonly lastError: JobError | null;
};

/** How many jobs of a kind are where, and how long the oldest due one has been waiting. */
export type JobStats = {
  readonly kind: string;
  /** Waiting, due or not yet due. */
  readonly queued: number;
  readonly running: number;
  readonly dead: number;
  /** 0 when nothing that is due waits. */
  readonly oldestDueSeconds: number;
};
