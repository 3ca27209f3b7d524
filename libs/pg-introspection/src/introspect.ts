import { chooseExtent, type Incremental } from './fingerprints/choose-extent.ts';
import { fingerprintSettings } from './fingerprints/fingerprint-settings.ts';
import type { IntrospectOptions } from './introspect-options.ts';
import type { IntrospectionStep } from './introspection-step.ts';
import { readObjects } from './read-objects.ts';
import { emptyFootprint, type Footprint } from './session/footprint.ts';
import { readAll, statement } from './session/statement.ts';
import type { TargetSession } from './session/target-session.ts';
import { changedMeanwhile } from './snapshot/changed-meanwhile.ts';
import { beginRead, settingsSql, type ReadTransaction } from './snapshot/read-transaction.ts';
import { isLockTimeout, isPermissionDenied, readingError } from './snapshot/reading-error.ts';
import { relationsLocked } from './snapshot/locked-relations.ts';
import { defaultLimits, snapshotSettings, type SnapshotLimits } from './snapshot/snapshot-settings.ts';

type Opened = {
  readonly transaction: ReadTransaction;
  /** Null where the reading is not incremental. */
  readonly opening: Extract<IntrospectionStep, { type: 'extent' }> | null;
};

const whole = { type: 'all' } as const;

type Reading = {
  readonly options: IntrospectOptions;
  readonly limits: SnapshotLimits;
  readonly footprint: Footprint;
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
  const reading: Reading = { options, limits, footprint };
  const { transaction, opening } = await open(session, reading);
  let snapshot: string | null = null;
  try {
    if (opening !== null) yield opening;
    const extent = opening?.extent ?? whole;
    if (extent.type !== 'nothing') {
      const part = extent.type === 'part' ? extent.part : null;
      const settings = snapshotSettings(limits);
      snapshot = yield* readObjects(session, { ...options, part, settings }, footprint);
    }
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
    changedMeanwhile: snapshot !== null && (await changedMeanwhile(session, snapshot, footprint)),
  };
}

const open = async (session: TargetSession, reading: Reading): Promise<Opened> => {
  const { options, footprint, limits } = reading;
  if (options.incremental === undefined) {
    const transaction = await beginRead(session, footprint);
    // What is read first is parsed by the role's own search path: only this statement may be.
    await readAll(session, statement(settingsSql(snapshotSettings(limits)), [], 100), footprint);
    return { transaction, opening: null };
  }
  try {
    return await openIncremental(session, reading, { ...options.incremental, withSystem: true });
  } catch (error) {
    if (!isPermissionDenied(error)) throw error;
    return openIncremental(session, reading, { ...options.incremental, withSystem: false });
  }
};

/** Fingerprint and objects are of one snapshot: what is committed between the two is for the next reading. */
const openIncremental = async (
  session: TargetSession,
  { limits, footprint }: Reading,
  { withSystem, ...incremental }: Incremental & { readonly withSystem: boolean },
): Promise<Opened> => {
  const transaction = await beginRead(session, footprint);
  const settings = fingerprintSettings(limits);
  try {
    const { extent, fingerprint } = await chooseExtent(session, incremental, {
      withSystem,
      settings,
      footprint,
    });
    return { transaction, opening: { type: 'extent', extent, fingerprint } };
  } catch (error) {
    await transaction.end();
    throw error;
  }
};
