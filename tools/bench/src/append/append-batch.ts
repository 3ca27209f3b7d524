import { once } from 'node:events';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import { PostgresEventStore } from '@cadastre/event-store';
import type { AppendRequest } from '@cadastre/event-store';
import { createPool } from '@cadastre/postgres';
import type { Benchmark, BenchOptions, Figure } from '../figure.ts';
import { median, spread } from '../statistics.ts';
import { inBenchDatabase } from './bench-database.ts';
import { inTurn, ratios } from './drive.ts';
import { command, discovered, newCatalogStream, plainRows } from './examples.ts';

const eventsPerAppend = 500;

/** Events per second with 500 events per append, against COPY of the same rows in the same transactions. */
export const run: Benchmark = (options) =>
  inBenchDatabase(options.connectionString, (url) => measure(url, options));

async function* measure(url: string, { quick }: BenchOptions): AsyncIterable<Figure> {
  const batches = quick ? 2 : 40;
  const rounds = quick ? 1 : 7;
  const events = discovered(eventsPerAppend);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const pool = createPool({ connectionString: url, max: 2, applicationName: 'bench' });
  const store = new PostgresEventStore({ pool });
  const perSecond = async (one: (request: AppendRequest) => Promise<unknown>): Promise<number> => {
    const streamId = newCatalogStream();
    const start = performance.now();
    for (let batch = 0; batch < batches; batch += 1) {
      await one({ streams: [{ streamId, expectedVersion: 'any', events }], metadata: command() });
    }
    return (batches * eventsPerAppend) / ((performance.now() - start) / 1_000);
  };

  const figures = await inTurn(rounds, [
    { name: 'copy', run: () => perSecond((request) => copy(client, request)) },
    { name: 'append', run: () => perSecond((request) => store.append(request)) },
  ]);
  await pool.end();
  await client.end();

  const perRound = ratios(figures.append, figures.copy);
  yield {
    bench: 'append-batch',
    figure: `${eventsPerAppend} events per append`,
    value: Math.round(median(figures.append)),
    unit: 'events/s',
    reference: 'COPY of the same rows into a plain table with one index',
    ratio: Number(median(perRound).toFixed(3)),
    notes: {
      rounds,
      bytesPerEvent: JSON.stringify(events[0]?.data).length,
      values: spread(figures.append),
      reference: spread(figures.copy),
      ratios: spread(perRound),
    },
  };
}

const copy = async (client: pg.Client, request: AppendRequest): Promise<void> => {
  const lines = plainRows(request).map((row) => `${row.map(copyText).join('\t')}\n`);
  const stream = client.query(
    copyStreams.from(
      'copy plain (stream_id, version, type, data, tenant_id, actor, command_id, correlation_id) from stdin',
    ),
  );
  stream.end(lines.join(''));
  await once(stream, 'finish');
};

const copyText = (value: string | number): string =>
  String(value)
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
