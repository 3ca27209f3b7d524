import type { IntrospectionStep } from './introspection-step.ts';
import { readObjects } from './read-objects.ts';
import { emptyFootprint } from './session/footprint.ts';
import type { TargetSession } from './session/target-session.ts';
import type { SchemaChoice } from './snapshot/choose-schemas.ts';
import { changedMeanwhile } from './snapshot/changed-meanwhile.ts';
import { beginRead } from './snapshot/read-transaction.ts';
import { isLockTimeout, readingError } from './snapshot/reading-error.ts';
import { relationsLocked } from './snapshot/locked-relations.ts';
import { defaultLimits, snapshotSettings, type SnapshotLimits } from './snapshot/snapshot-settings.ts';

export type IntrospectOptions = SchemaChoice & {
  /**
   * Leaves out the schemas in which somebody holds a relation exclusively as the reading begins, instead of waiting
   * for them. For another try after `RelationsLocked`; at the first, most such locks are gone in a moment.
   */
  readonly skipLocked?: boolean;
  readonly limits?: Partial<SnapshotLimits>;
  readonly signal?: AbortSignal;
};

/**
 * Reads the structure of the target in one repeatable-read snapshot: every object of `definitionSchemas`, assembled,
 * as JSON and hashed, in pages. Memory does not grow with the catalog; neither does the number of statements.
 *
 * The session must be idle and is given back outside any transaction, also when the consumer stops early.
 *
 * @throws SnapshotMoved when a definition vanished meanwhile: read again.
 * @throws RelationsLocked when another session kept a definition from us: read again later, or skip its schemas.
 * Whatever else the session throws passes through.
 */
export async function* introspect(
  session: TargetSession,
  options: IntrospectOptions = {},
): AsyncGenerator<IntrospectionStep, void> {
  const limits = { ...defaultLimits, ...options.limits };
  const footprint = emptyFootprint();
  const transaction = await beginRead(session, snapshotSettings(limits), footprint);
  let snapshot: string;
  try {
    snapshot = yield* readObjects(session, options, footprint);
  } catch (error) {
    if (!isLockTimeout(error)) throw readingError(error, 'an object');
    await transaction.end();
    throw await relationsLocked(session, { limits, footprint, cause: error });
  } finally {
    await transaction.end();
  }
  yield {
    type: 'finished',
    footprint,
    changedMeanwhile: await changedMeanwhile(session, snapshot, footprint),
  };
}
