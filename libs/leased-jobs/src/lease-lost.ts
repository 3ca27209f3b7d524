import { AppError } from '@cadastre/errors';

export type LeaseLostReason = 'taken-over' | 'cancelled' | 'finished' | 'not-found';

/** The attempt no longer owns its job: whatever it wants to write would come from a ghost. */
export class LeaseLost extends AppError {
  override readonly kind = 'conflict';
  override readonly code = 'lease-lost';
  override readonly title = 'This attempt no longer owns its job';
  constructor(readonly loss: { jobId: string; fence: number; reason: LeaseLostReason }) {
    super(`Claim ${loss.fence} of job ${loss.jobId} no longer holds: ${loss.reason}`, loss);
  }
}
