import { Injectable } from '@nestjs/common';
import { readLowestPosition } from '@cadastre/projections';
import { ApiPlatform } from '../api-platform.ts';
import { cancellationSignal, throwIfCancelled } from '../cancellation.ts';
import { ApiError } from './api-error.ts';
import { ProjectedBell } from './projected-bell.ts';
import { servingProjections } from './serving-projections.ts';

/** How long a query with `Cadastre-Wait-For` waits at most. */
const waitForLimitMs = 5_000;
/** How long a look-up by id that found nothing waits at most. */
const catchUpLimitMs = 1_000;
/** Behind the bell: a lost notification costs this much. */
const pollMs = 250;

/** Lets queries wait until the read models have seen a commit. */
@Injectable()
export class ReadModelWaits {
  constructor(
    private readonly platform: ApiPlatform,
    private readonly bell: ProjectedBell,
  ) {}

  /** @throws ApiError read-model-behind when the commit is not there in time */
  async forCommit(commitId: string): Promise<void> {
    if (await this.reached(commitId, waitForLimitMs)) return;
    throw new ApiError('read-model-behind', `Commit ${commitId} was not in the read models within 5 s`, {
      headers: { 'Retry-After': '1' },
    });
  }

  /**
   * What a look-up finds, once the read models know everything that was committed when it was asked. Without this a
   * GET right after the POST would be told 404. Waits only when there is nothing yet, and not for long.
   */
  async find<Row>(lookUp: () => Promise<Row | null>): Promise<Row | null> {
    return (await this.lookUpWaiting(lookUp)).row;
  }

  /**
   * For commands, whose caller takes "there is none" as the end of it: while the read models are behind nobody can say so.
   *
   * @throws ApiError read-model-behind
   */
  async findForCertain<Row>(lookUp: () => Promise<Row | null>): Promise<Row | null> {
    const { row, isCertain } = await this.lookUpWaiting(lookUp);
    if (row !== null || isCertain) return row;
    throw new ApiError('read-model-behind', 'The read models do not know yet whether it exists', {
      headers: { 'Retry-After': '1' },
    });
  }

  private async lookUpWaiting<Row>(
    lookUp: () => Promise<Row | null>,
  ): Promise<{ row: Row | null; isCertain: boolean }> {
    const row = await lookUp();
    if (row !== null) return { row, isCertain: true };
    const newest = await this.platform.eventStore.latestCommitId();
    if (newest === null) return { row, isCertain: true };
    const isCertain = await this.reached(newest, catchUpLimitMs);
    return { row: await lookUp(), isCertain };
  }

  private async reached(commitId: string, limitMs: number): Promise<boolean> {
    const deadline = performance.now() + limitMs;
    let position: number | null = null;
    for (;;) {
      const seen = this.bell.count;
      position ??= await this.platform.eventStore.positionOfCommit(commitId);
      if (position !== null && (await this.projected()) >= position) return true;
      const left = deadline - performance.now();
      if (left <= 0) return false;
      await this.bell.after(seen, Math.min(pollMs, left), cancellationSignal());
      throwIfCancelled();
    }
  }

  private projected(): Promise<number> {
    return readLowestPosition(this.platform.pool, servingProjections);
  }
}
