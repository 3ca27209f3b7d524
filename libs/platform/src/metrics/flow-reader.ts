import { laneCountOf, readRelayState, type RelayState } from '@cadastre/event-bus';
import { readAgesBehind, readSequencerState, type SequencerState } from '@cadastre/event-store';
import type { JobStats } from '@cadastre/leased-jobs';
import { readCheckpoints, readLeadChanges, type Checkpoint } from '@cadastre/projections';
import type { Platform } from '../platform.ts';

export type Flow = {
  readonly sequencer: SequencerState;
  readonly checkpoints: readonly (Checkpoint & { readonly lagSeconds: number })[];
  readonly leadChanges: readonly { name: string; changes: number }[];
  readonly jobs: readonly JobStats[];
  /** Null until this installation has used Kafka. */
  readonly relay: (RelayState & { readonly lagSeconds: number }) | null;
};

/** The gauges of one scrape ask one after the other: they share an answer. */
const keepMs = 1_000;

/** How the work flows, asked of the database once for all figures of a scrape. */
export const flowReader = ({ pool, jobs }: Pick<Platform, 'pool' | 'jobs'>): (() => Promise<Flow>) => {
  let askedAt = -Infinity;
  let answer: Promise<Flow> | undefined;
  const ask = async (): Promise<Flow> => {
    const [sequencer, checkpoints, leadChanges, stats, relay] = await Promise.all([
      readSequencerState(pool),
      readCheckpoints(pool),
      readLeadChanges(pool),
      jobs.stats(),
      readRelayState(pool),
    ]);
    const ages = await readAgesBehind(
      pool,
      [relay, ...checkpoints].map(({ position }) => position),
    );
    return {
      sequencer,
      checkpoints: checkpoints.map((checkpoint, index) => ({
        ...checkpoint,
        lagSeconds: ages[index + 1] ?? 0,
      })),
      leadChanges,
      jobs: stats,
      relay: laneCountOf(relay.lanePositions) === 0 ? null : { ...relay, lagSeconds: ages[0] ?? 0 },
    };
  };
  return () => {
    if (answer === undefined || performance.now() - askedAt > keepMs) {
      askedAt = performance.now();
      answer = ask();
    }
    return answer;
  };
};

/** The size of our own database walks its files: once a minute is enough. */
export const databaseSizeReader = ({ pool }: Pick<Platform, 'pool'>): (() => Promise<number>) => {
  let askedAt = -Infinity;
  let bytes = 0;
  return async () => {
    if (performance.now() - askedAt < 60_000) return bytes;
    const { rows } = await pool.query<{ bytes: number }>(
      'select pg_database_size(current_database())::float8 as bytes',
    );
    askedAt = performance.now();
    bytes = rows[0]?.bytes ?? 0;
    return bytes;
  };
};
