import { AppError } from '@cadastre/errors';

/**
 * `cancelled`: somebody wants it to end for good. `lease-lost`: another worker has it, or renewals did not get
 * through in time. `stopping`: this process shuts down; another one goes on. `stalled`: no sign of progress.
 */
export type InterruptionReason = 'cancelled' | 'lease-lost' | 'stopping' | 'stalled';

/** The reason in a handler's signal: end at once, settle nothing. */
export class JobInterrupted extends AppError {
  override readonly kind = 'conflict';
  override readonly code = 'job-interrupted';
  override readonly title = 'The job was interrupted';
  constructor(
    readonly jobId: string,
    readonly reason: InterruptionReason,
  ) {
    super(`Job ${jobId} was interrupted: ${reason}`, { jobId, reason });
  }
}
