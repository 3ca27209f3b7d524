import type { SkippedScope } from '@cadastre/events';
import type { TargetConnection } from '@cadastre/target-connection';
import type { Attempt } from './run-sync.ts';

export const observeStatistics = async (
  _attempt: Attempt,
  _target: TargetConnection,
): Promise<SkippedScope[]> => [];
