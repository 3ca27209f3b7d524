import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import pg from 'pg';
import { startEmbeddedPostgres } from '@cadastre/embedded-postgres';
import { silentLog } from '@cadastre/service-runtime';
import { benchmarks } from './benchmarks.ts';

/** What decides about speed, printed with the figures. */
const settingsOf = async (connectionString: string): Promise<Record<string, string>> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const names = [
    'server_version',
    'fsync',
    'synchronous_commit',
    'full_page_writes',
    'shared_buffers',
    'max_wal_size',
  ];
  const { rows } = await client.query<{ name: string; setting: string }>(
    'select name, current_setting(name) as setting from unnest($1::text[]) as name',
    [names],
  );
  await client.end();
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
};

type Sizes = { readonly quick: boolean; readonly large: boolean };

const runAll = async (names: readonly string[], { quick, large }: Sizes): Promise<void> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cadastre-bench-'));
  const server = await startEmbeddedPostgres({
    dataDir: path.join(folder, 'postgres'),
    settings: { max_connections: '150', max_locks_per_transaction: '512' },
    log: silentLog,
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    print({ settings: await settingsOf(server.url), node: process.version, quick });
    for (const name of names) {
      const benchmark = await benchmarks[name]?.();
      if (benchmark === undefined) continue;
      for await (const figure of benchmark.run({ quick, large, connectionString: server.url })) print(figure);
    }
  } finally {
    await stop();
  }
};

const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

// A process that a benchmark has paused is ended when this one exits, which a signal alone does not make it do.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

const program = new Command('bench')
  .description('Measures beside a reference in the same run; one JSON line per figure.')
  .argument('[names...]', `which: ${Object.keys(benchmarks).join(', ')} (default: all)`)
  .option('--quick', 'small sizes: shows that the benchmarks work, not how fast the product is', false)
  .option('--large', 'growth only: 100,000 tables against 10,000; takes about an hour and 20 GB', false)
  .action(async (names: string[], sizes: Sizes) => {
    const unknown = names.filter((name) => benchmarks[name] === undefined);
    if (unknown.length > 0)
      program.error(
        `no benchmark is called ${unknown.join(', ')}; there are: ${Object.keys(benchmarks).join(', ')}`,
      );
    await runAll(names.length > 0 ? names : Object.keys(benchmarks), sizes);
  });
await program.parseAsync();
