export type { ClaimedJob, Fence, JobError, JobState, JobStats, Json, NewJob } from './job.ts';
export { JobInterrupted, type InterruptionReason } from './job-interrupted.ts';
export { jobsSchema } from './jobs-schema.ts';
export { LeaseLost, type LeaseLostReason } from './lease-lost.ts';
export type { ClaimRequest } from './queue/claim.ts';
export { JobQueue } from './queue/job-queue.ts';
export type { LeaseCheck, LeaseReport, LeaseState } from './queue/lease.ts';
export type { Retry } from './queue/settle.ts';
export { createJobRunner, JobRunner, type JobHandler, type JobRunnerOptions } from './runner/job-runner.ts';
