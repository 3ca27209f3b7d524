import { CallLanes } from '@cadastre/postgres';
import type { AppendRequest } from '../event-store.ts';
import type { AppendOutcome } from './append-call.ts';

type Waiting = {
  readonly request: AppendRequest;
  /** What no two appends of a call may have in common. */
  readonly keys: readonly string[];
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: unknown) => void;
};

export type GroupCommitOptions = {
  /** Carries out one call; must give one outcome for each request, in order. */
  readonly call: (requests: readonly AppendRequest[]) => Promise<AppendOutcome[]>;
  readonly maxAppendsPerCall: number;
  /**
   * Calls under way at once. A second one begins where it is full, so that what each costs by itself is paid as seldom as can be, or
   * where the last has not come back for a while.
   */
  readonly maxCalls: number;
};

/**
 * Appends of one moment share a transaction: most of an append's cost is the round trip and the commit. A call
 * starts at once when none is under way, so a lone append waits for nobody; under load all that comes meanwhile is the next.
 * Appends to one stream never meet in two calls under way: they would only wait for each other in the database.
 */
export class GroupCommit {
  private waiting: Waiting[] = [];
  private readonly heldKeys = new Set<string>();
  private readonly lanes: CallLanes;
  private isScheduled = false;

  constructor(private readonly options: GroupCommitOptions) {
    const { maxCalls, maxAppendsPerCall: fullAt } = options;
    this.lanes = new CallLanes({ maxCalls, fullAt }, () => this.schedule());
  }

  append(request: AppendRequest): Promise<AppendOutcome> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ request, keys: keysOf(request), resolve, reject });
      this.schedule();
    });
  }

  /** After the present turn of the event loop, so that all who append in it come along. */
  private schedule(): void {
    if (this.isScheduled || !this.lanes.mayBegin(this.waiting.length)) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.startCalls();
    });
  }

  private startCalls(): void {
    while (this.lanes.mayBegin(this.waiting.length)) {
      const batch = this.nextBatch();
      if (batch.length === 0) return;
      void this.carryOut(batch);
    }
  }

  /** In the order of arrival; whoever must wait for a key also holds back those behind it that want the same. */
  private nextBatch(): Waiting[] {
    const batch: Waiting[] = [];
    const passedOver: Waiting[] = [];
    const blocked = new Set<string>();
    for (const [index, waiting] of this.waiting.entries()) {
      if (batch.length === this.options.maxAppendsPerCall) {
        passedOver.push(...this.waiting.slice(index));
        break;
      }
      if (waiting.keys.every((key) => !this.heldKeys.has(key) && !blocked.has(key))) {
        if (!isStillWanted(waiting)) continue;
        batch.push(waiting);
        for (const key of waiting.keys) this.heldKeys.add(key);
      } else {
        passedOver.push(waiting);
        for (const key of waiting.keys) blocked.add(key);
      }
    }
    this.waiting = passedOver;
    return batch;
  }

  private async carryOut(batch: readonly Waiting[]): Promise<void> {
    this.lanes.begin();
    try {
      const outcomes = await this.options.call(batch.map(({ request }) => request));
      batch.forEach(({ resolve, reject }, index) => {
        const outcome = outcomes[index];
        if (outcome === undefined) reject(new Error('the append function gave no outcome for an append'));
        else resolve(outcome);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.lanes.end();
      for (const { keys } of batch) for (const key of keys) this.heldKeys.delete(key);
      this.schedule();
    }
  }
}

/** Asked once, of what would be sent now; what is not wanted any more is rejected. */
const isStillWanted = ({ request, reject }: Waiting): boolean => {
  try {
    request.lastLook?.();
    return true;
  } catch (error) {
    reject(error);
    return false;
  }
};

const keysOf = ({ streams, metadata }: AppendRequest): string[] => [
  `command ${metadata.tenantId} ${metadata.commandId}`,
  ...streams.map(({ streamId }) => `stream ${streamId}`),
];
