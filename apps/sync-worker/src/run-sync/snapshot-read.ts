import { readToEnd, toSeenEntry, type ReadToEnd, type SeenEntry } from '@cadastre/catalog-diff';
import { syncActivities, type ObjectKind } from '@cadastre/events';
import {
  introspect,
  readerRevision,
  type Extent,
  type Fingerprint,
  type IntrospectedObject,
  type IntrospectionStep,
} from '@cadastre/pg-introspection';
import { cadastreVersion } from '@cadastre/platform';
import type { StoredFingerprint } from '../fingerprints/stored-fingerprint.ts';
import { pageOverflow } from '../read-ahead/page-overflow.ts';
import { readAhead } from '../read-ahead/read-ahead.ts';
import type { ReadScope } from './read-scope.ts';
import type { Attempt } from './attempt.ts';
import type { TargetSessions } from './target-sessions.ts';

/** Characters of definitions that may wait in memory, as objects they take four times that; what is beyond waits on disk. */
const maxWaitingJson = 2 * 2 ** 20;

/** What introspection reports by itself; where nothing is read it has nothing to say. */
const readingActivities = syncActivities.filter(
  (activity) => !['connect', 'statistics-and-quality', 'transform-and-publish'].includes(activity),
);

export type SnapshotOptions = {
  readonly before: StoredFingerprint | null;
  readonly knownObjects: number;
  /** Another look in the same attempt reports no activities. */
  readonly isFirst: boolean;
};

/** One snapshot of the target: how much of it is read is known at once, the objects come when they are asked for. */
export class SnapshotRead {
  /** DDL was committed while it was read. True or false at the end. */
  changedMeanwhile = false;
  private isAtEnd = false;

  constructor(
    private readonly attempt: Attempt,
    private readonly steps: AsyncGenerator<IntrospectionStep, void>,
    readonly facts: { readonly extent: Extent; readonly fingerprint: Fingerprint; readonly isFirst: boolean },
    /** As it was the last time, until this reading says what it is. */
    public scope: ReadScope,
  ) {}

  get extent(): Extent {
    return this.facts.extent;
  }

  get fingerprint(): Fingerprint {
    return this.facts.fingerprint;
  }

  /** Ends its transaction; of one that is not read after all. */
  async close(): Promise<void> {
    await this.steps.return();
  }

  /** Turns steps into objects, and reports what they say on the way. */
  async *objects(saw: (kind: ObjectKind) => void): AsyncGenerator<SeenEntry | ReadToEnd> {
    if (this.extent.type === 'nothing' && this.facts.isFirst) this.reportNothing();
    const overflow = pageOverflow(this.attempt.spool);
    for await (const page of readAhead(this.pages(), { weigh, maxWeight: maxWaitingJson, overflow })) {
      for (const seen of page) {
        saw(seen.object.kind);
        yield toSeenEntry(seen);
      }
    }
    if (this.isAtEnd) yield readToEnd;
  }

  /** What is no page is taken as it is read, ahead of what waits to be written. */
  private async *pages(): AsyncGenerator<readonly IntrospectedObject[]> {
    for await (const step of this.steps) {
      if (step.type === 'page') yield step.objects;
      else this.take(step);
    }
  }

  private take(step: Exclude<IntrospectionStep, { type: 'page' }>): void {
    const { activities } = this.attempt;
    switch (step.type) {
      case 'scope':
        this.scope = { schemas: new Set(step.schemas), skipped: step.skipped };
        for (const { scope, reason } of step.skipped)
          if (this.facts.isFirst) activities.skip('discover-schemas', scope, reason);
        return;
      case 'activity':
        if (this.facts.isFirst) this.report(step);
        return;
      case 'finished':
        this.isAtEnd = true;
        this.changedMeanwhile = step.changedMeanwhile;
        return;
      case 'extent':
        return;
    }
  }

  private report({ activity, state, items, total }: Extract<IntrospectionStep, { type: 'activity' }>): void {
    const { activities } = this.attempt;
    if (state === 'started') activities.start(activity);
    else if (state === 'running') activities.progress(activity, items, total);
    else activities.complete(activity, items);
  }

  private reportNothing(): void {
    const { activities } = this.attempt;
    for (const activity of readingActivities) {
      activities.start(activity);
      for (const { scope, reason } of activity === 'discover-schemas' ? this.scope.skipped : [])
        activities.skip(activity, scope, reason);
      activities.complete(activity, 0);
    }
  }
}

const weigh = (page: readonly IntrospectedObject[]): number =>
  page.reduce((weight, { json }) => weight + json.length, 0);

/** Begins to read: on return it is known how much. */
export const openSnapshot = async (
  attempt: Attempt,
  sessions: TargetSessions,
  { before, knownObjects, isFirst }: SnapshotOptions,
): Promise<SnapshotRead> => {
  const { integration, signal, claim } = attempt;
  const { include_schemas, exclude_schemas, statement_timeout_ms } = integration.options;
  const reader = JSON.stringify([cadastreVersion, readerRevision, include_schemas, exclude_schemas]);
  const reading = introspect(await sessions.open(), {
    includeSchemas: include_schemas,
    excludeSchemas: exclude_schemas,
    // What was locked at the first try and still is has been waited for.
    skipLocked: claim.attempt > 1,
    incremental: { before: before?.fingerprint ?? null, reader, knownObjects },
    limits: { statementTimeoutMs: statement_timeout_ms },
    signal,
  });
  const steps = thenRest(reading, sessions);
  const { value: opening } = await steps.next();
  if (opening?.type !== 'extent') throw new Error('an incremental reading says first how much it reads');
  const scope = { schemas: new Set<string>(), skipped: before?.skipped ?? [] };
  return new SnapshotRead(attempt, steps, { ...opening, isFirst }, scope);
};

/** Nothing more is asked until all that was read is stored. */
async function* thenRest(
  reading: AsyncIterable<IntrospectionStep>,
  sessions: TargetSessions,
): AsyncGenerator<IntrospectionStep, void> {
  yield* reading;
  await sessions.rest();
}
