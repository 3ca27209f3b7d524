import type { ActivityBoard } from './activity-board.ts';
import type { Pieces } from './locks/plan-pieces.ts';
import type { Footprint } from './session/footprint.ts';
import type { TargetSession } from './session/target-session.ts';
import type { ReadContext } from './snapshot/read-context.ts';

/** Everything a reading goes through, catalog after catalog in the order of identities. */
export type Reading = {
  readonly session: TargetSession;
  readonly context: ReadContext;
  /** Null where all may be printed in one go, as on nearly every server: its table of locks has room for that. */
  readonly pieces: Pieces | null;
  readonly footprint: Footprint;
  readonly board: ActivityBoard;
  readonly signal: AbortSignal | undefined;
};
