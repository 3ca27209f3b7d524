import type pg from 'pg';
import { createSequencer, PostgresEventStore } from '@cadastre/event-store';
import { createPool } from '@cadastre/postgres';
import { silentLog, WakeUp } from '@cadastre/service-runtime';
import type { Benchmark, BenchOptions, Figure } from '../figure.ts';
import { percentile, spread } from '../statistics.ts';
import { inBenchDatabase } from './bench-database.ts';
import { drive } from './drive.ts';
import { RunningSyncs } from './examples.ts';

const writers = 32;
const barMs = 50;

type Appended = { readonly commitId: string; readonly calledAt: number; readonly acknowledgedAt: number };
type Head = { readonly position: number; readonly at: number };

/** How long an event waits for its position, under the load of the append benchmark; each append is a sample. */
export const run: Benchmark = (options) =>
  inBenchDatabase(options.connectionString, (url) => measure(url, options));

async function* measure(url: string, { quick }: BenchOptions): AsyncIterable<Figure> {
  const load = { writers, durationMs: quick ? 300 : 3_000 };
  const rounds = quick ? 1 : 5;
  const pool = createPool({ connectionString: url, max: writers, applicationName: 'bench' });
  const wakeUp = new WakeUp();
  const heads: Head[] = [];
  const store = new PostgresEventStore({ pool, onAppended: () => wakeUp.ring() });
  const sequencer = createSequencer({
    pool,
    owner: 'bench',
    wakeUp,
    onSequenced: (position) => heads.push({ position, at: performance.now() }),
    log: silentLog,
  });
  sequencer.start();
  await sequencer.started;
  const syncs = new RunningSyncs(writers);
  const results = {
    sinceCall: [] as number[],
    sinceAcknowledgement: [] as number[],
    perSecond: [] as number[],
  };
  for (let round = 0; round <= rounds; round += 1) {
    const appended: Appended[] = [];
    const { perSecond } = await drive(load, async (writer) => {
      const calledAt = performance.now();
      const { commitId } = await store.append(syncs.progressed(writer));
      appended.push({ commitId, calledAt, acknowledgedAt: performance.now() });
    });
    const given = await whenGiven(pool, heads, appended);
    if (round === 0) continue;
    const lags = (from: 'calledAt' | 'acknowledgedAt') =>
      appended.map((append) => (given.get(append.commitId) ?? Number.NaN) - append[from]);
    results.sinceCall.push(percentile(lags('calledAt'), 0.99));
    results.sinceAcknowledgement.push(percentile(lags('acknowledgedAt'), 0.99));
    results.perSecond.push(perSecond);
  }
  await sequencer.stop();
  await pool.end();
  const figure = (name: string, values: readonly number[]): Figure => {
    const p99 = spread(values);
    return {
      bench: 'position-lag',
      figure: name,
      value: p99.median,
      unit: 'ms',
      reference: `${barMs} ms`,
      ratio: Number((p99.median / barMs).toFixed(3)),
      notes: { writers, rounds, p99, appendsPerSecond: spread(results.perSecond) },
    };
  };
  yield figure('p99 from the call of append to its position', results.sinceCall);
  yield figure('p99 from the acknowledgement to the position', results.sinceAcknowledgement);
}

/** When the sequencer said that it had passed each commit. */
const whenGiven = async (
  pool: pg.Pool,
  heads: readonly Head[],
  appended: readonly Appended[],
): Promise<Map<string, number>> => {
  const news = new WakeUp();
  const positions = new Map<string, number>();
  while (positions.size < appended.length) {
    await news.wait(50);
    const { rows } = await pool.query<{ commit_id: string; position: number }>(
      `select commit_id::text, (first_position + event_count - 1)::float8 as position
         from event_store.log where commit_id = any($1::bigint[]) order by first_position`,
      [appended.map(({ commitId }) => commitId)],
    );
    for (const { commit_id, position } of rows) positions.set(commit_id, position);
  }
  const given = new Map<string, number>();
  let next = 0;
  for (const [commitId, position] of [...positions].sort(([, a], [, b]) => a - b)) {
    while ((heads[next]?.position ?? Number.POSITIVE_INFINITY) < position) next += 1;
    given.set(commitId, heads[next]?.at ?? Number.NaN);
  }
  return given;
};
