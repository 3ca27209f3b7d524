export { errorCode, isTransient, toUnavailable } from './error-class.ts';
export { forwardMigration } from './forward-migration.ts';
export { isMigrated, migrate, type DatabaseSchema, type MigrationClass } from './migrate.ts';
export { Notifications } from './notifications.ts';
export { createPool, inTransaction, type PoolOptions } from './pool.ts';
export type { Queryable } from './queryable.ts';
export { CallLanes, type CallLanesOptions } from './call-lanes.ts';
export { SharedQuestions, type SharedQuestionsOptions } from './shared-questions.ts';
