import pg from 'pg';
import type { Benchmark } from '../figure.ts';
import { readOnce, type Reading } from '../introspect/introspect.ts';
import { median, spread } from '../statistics.ts';
import { startDebianPostgres, type DebianPostgres } from '../yardstick/debian-postgres.ts';
import { createEstate } from '../yardstick/estate.ts';

const times = 10;

const sizes = {
  quick: { per: 10, schemas: times, rounds: 2 },
  usual: { per: 100, schemas: times, rounds: 5 },
  /** 100,000 tables, against 10,000. */
  large: { per: 200, schemas: 50, rounds: 2 },
};

/** A full read of ten times as many tables, against one of as many: time, statements and memory. */
export const run: Benchmark = async function* ({ quick, large: isLarge }) {
  const { per, schemas, rounds } = quick ? sizes.quick : isLarge ? sizes.large : sizes.usual;
  const yardstick = await startDebianPostgres();
  try {
    const small = await estate(yardstick, { schemas, per });
    const large = await estate(yardstick, { schemas: times * schemas, per });
    const readings = { small: [] as Reading[], large: [] as Reading[] };
    for (let round = 0; round <= rounds; round += 1) {
      const pair = { small: readOnce(small), large: readOnce(large) };
      // The first round warms up both sides and is not counted.
      if (round === 0) continue;
      readings.small.push(pair.small);
      readings.large.push(pair.large);
    }
    const of = (side: Reading[], fact: 'seconds' | 'statements' | 'peakMb') => side.map((it) => it[fact]);
    const seconds = { small: of(readings.small, 'seconds'), large: of(readings.large, 'seconds') };
    const common = { bench: 'growth', reference: `the same with ${schemas * per} tables` };
    const notes = { tables: times * schemas * per, runs: rounds };
    yield {
      ...common,
      figure: 'full read of ten times the tables',
      value: spread(seconds.large).median,
      unit: 's',
      ratio: Number(median(seconds.large.map((value, at) => value / (seconds.small[at] ?? 1))).toFixed(2)),
      notes: { ...notes, bar: 11, s: spread(seconds.large), small_s: spread(seconds.small) },
    };
    for (const [fact, figure, unit] of [
      ['statements', 'statements sent to the target', 'statements'],
      ['peakMb', 'peak resident memory of the reading process', 'MB'],
    ] as const) {
      const [few, many] = [median(of(readings.small, fact)), median(of(readings.large, fact))];
      yield {
        ...common,
        figure,
        value: Math.round(many),
        unit,
        ratio: Number((many / few).toFixed(2)),
        notes,
      };
    }
  } finally {
    await yardstick.stop();
  }
};

const estate = async (yardstick: DebianPostgres, size: { schemas: number; per: number }): Promise<string> => {
  const database = `estate_${size.schemas * size.per}`;
  const client = new pg.Client({ connectionString: yardstick.urlOf('postgres') });
  await client.connect();
  await client.query(`create database ${database}`);
  await client.end();
  await createEstate(yardstick.urlOf(database), size);
  return yardstick.urlOf(database);
};
