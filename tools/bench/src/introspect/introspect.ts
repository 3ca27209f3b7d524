import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Benchmark } from '../figure.ts';
import { median, spread } from '../statistics.ts';
import { startDebianPostgres } from '../yardstick/debian-postgres.ts';
import { createEstate } from '../yardstick/estate.ts';

export type Reading = { seconds: number; objects: number; bytes: number; statements: number; peakMb: number };

const reader = fileURLToPath(new URL('./read-target.js', import.meta.url));

/** Reads the target once in a process of its own: objects assembled, as JSON, and hashed. The connection is part of the time. */
export const readOnce = (url: string): Reading => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [reader, url], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the reader ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Reading;
};

/** A full first read against `pg_dump --schema-only` of the same database, in turn on one server; then ten times the tables. */
export const run: Benchmark = async function* ({ quick }) {
  const size = quick ? { schemas: 2, per: 50 } : { schemas: 50, per: 200 };
  const rounds = quick ? 2 : 6;
  const yardstick = await startDebianPostgres();
  try {
    const client = new pg.Client({ connectionString: yardstick.urlOf('postgres') });
    await client.connect();
    await client.query('create database estate');
    await client.end();
    await createEstate(yardstick.urlOf('estate'), size);
    const readings: Reading[] = [];
    const dumps: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const dump = yardstick.dumpSchema('estate');
      const reading = readOnce(yardstick.urlOf('estate'));
      // The first round warms up both sides and is not counted.
      if (round === 0) continue;
      dumps.push(dump);
      readings.push(reading);
    }
    const seconds = readings.map((reading) => reading.seconds);
    const tables = size.schemas * size.per;
    const last = readings.at(-1);
    yield {
      bench: 'introspect',
      figure: 'full first read, objects assembled and hashed',
      value: spread(seconds).median,
      unit: 's',
      reference: 'pg_dump --schema-only of the same database',
      ratio: Number(median(seconds.map((value, at) => value / (dumps[at] ?? Number.NaN))).toFixed(3)),
      notes: {
        tables,
        objects: last?.objects,
        json_bytes: last?.bytes,
        runs: readings.length,
        s: spread(seconds),
        pg_dump_s: spread(dumps),
      },
    };
    yield {
      bench: 'introspect',
      figure: 'statements sent to the target',
      value: last?.statements ?? 0,
      unit: 'statements',
      reference: null,
      ratio: null,
      notes: { tables },
    };
    yield {
      bench: 'introspect',
      figure: 'peak resident memory of the reading process',
      value: Math.max(...readings.map(({ peakMb }) => Math.round(peakMb))),
      unit: 'MB',
      reference: null,
      ratio: null,
      notes: { tables },
    };
  } finally {
    await yardstick.stop();
  }
};
