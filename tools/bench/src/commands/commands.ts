import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon, { type Result } from 'autocannon';
import { loadOrCreateKeyFile } from '@cadastre/credential-vault';
import { PostgresEventStore } from '@cadastre/event-store';
import { createApiKey } from '@cadastre/integration-api';
import { createPool } from '@cadastre/postgres';
import { inBenchDatabase } from '../append/bench-database.ts';
import type { Benchmark, BenchOptions, Figure } from '../figure.ts';
import { median, spread } from '../statistics.ts';
import { startChild, type ChildServer } from './child-server.ts';
import { idleIntegrations } from './idle-integrations.ts';

const api = fileURLToPath(new URL('../../../../apps/integration-api/dist/main.js', import.meta.url));
const empty = fileURLToPath(new URL('./empty-server.js', import.meta.url));
/** As `npm run start:api` and the image do. */
const asStarted = ['--max-semi-space-size=64'];
const connections = 32;
/** Short rounds in turn: a machine whose speed changes meanwhile changes for both. Node compiles our way for some 15 s. */
const thoroughly = { warmUpSeconds: 15, seconds: 2, rounds: 15 };
const quickly = { warmUpSeconds: 1, seconds: 1, rounds: 1 };
/** Each integration takes one command: there have to be more than a machine can do. */
const mostPerSecond = 6_000;
const reference = 'an empty Nest and Fastify handler doing one INSERT';

/**
 * Acknowledged `POST /integrations/{id}/sync` per second, each with an API key and on an integration of its own, against an empty
 * handler that inserts one row. Both are processes of their own on the same server, asked in turn by the same client.
 */
export const run: Benchmark = (options) =>
  inBenchDatabase(options.connectionString, (url) => measure(url, options));

async function* measure(url: string, { quick }: BenchOptions): AsyncIterable<Figure> {
  const folder = mkdtempSync(path.join(tmpdir(), 'cadastre-bench-commands-'));
  const { warmUpSeconds, seconds, rounds } = quick ? quickly : thoroughly;
  const pool = createPool({ connectionString: url, max: 4, applicationName: 'bench' });
  const servers: ChildServer[] = [];
  try {
    const keyFile = path.join(folder, 'key');
    loadOrCreateKeyFile(keyFile);
    const product = await startChild({
      script: api,
      execArgv: asStarted,
      folder,
      env: productEnvironment(url, keyFile),
    });
    servers.push(product);
    const bare = await startChild({ script: empty, args: [url], folder });
    servers.push(bare);
    const { secret } = await createApiKey(pool, { tenantId: 'default', name: 'bench' });
    const store = new PostgresEventStore({ pool });
    const ids = await idleIntegrations(store, mostPerSecond * (warmUpSeconds + rounds * seconds));
    // As autovacuum would soon, in the middle of a round.
    await pool.query('vacuum analyze');
    const ours: Result[] = [];
    const theirs: Result[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const length = round === 0 ? warmUpSeconds : seconds;
      const mine = ids.splice(0, mostPerSecond * length);
      const loadOf = ({ url }: ChildServer): Promise<Result> =>
        load(url, { seconds: length, ids: mine, secret });
      // Each is first every other time: what one leaves to be done afterwards falls into the turn of the other.
      const first = round % 2 === 0 ? await loadOf(bare) : undefined;
      const b = await loadOf(product);
      const a = first ?? (await loadOf(bare));
      if (b['2xx'] >= mine.length)
        throw new Error(`this machine needs more than ${mine.length} integrations a round`);
      if (round > 0) theirs.push(a);
      if (round > 0) ours.push(b);
    }
    yield* figures(ours, theirs);
  } finally {
    for (const server of servers) await server.stop();
    await pool.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

const productEnvironment = (url: string, keyFile: string): Record<string, string> => ({
  CADASTRE_DATABASE_URL: url,
  CADASTRE_KEY_FILE: keyFile,
  CADASTRE_HTTP_PORT: '0',
  CADASTRE_GRPC_PORT: '0',
  CADASTRE_LOG_LEVEL: 'info',
});

const load = (
  url: string,
  { seconds, ids, secret }: { seconds: number; ids: readonly string[]; secret: string },
): Promise<Result> => {
  let next = 0;
  return autocannon({
    url,
    connections,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        path: '/',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
        body: '{"if_running":"refuse"}',
        setupRequest: (request) => ({ ...request, path: `/integrations/${ids[next++ % ids.length]}/sync` }),
      },
    ],
  });
};

function* figures(ours: readonly Result[], theirs: readonly Result[]): Iterable<Figure> {
  const perSecond = (result: Result): number => result['2xx'] / result.duration;
  const ratios = ours.map((result, round) => perSecond(result) / perSecond(theirs[round] ?? result));
  const p99 = ours.map(({ latency }) => latency.p99);
  yield {
    bench: 'commands',
    figure: 'acknowledged commands',
    value: Math.round(median(ours.map(perSecond))),
    unit: 'commands/s',
    reference,
    ratio: Number(median(ratios).toFixed(3)),
    notes: {
      connections,
      rounds: ours.length,
      values: spread(ours.map(perSecond)),
      reference: spread(theirs.map(perSecond)),
      ratios: spread(ratios),
      notAcknowledged: ours.reduce((sum, { non2xx, errors }) => sum + non2xx + errors, 0),
    },
  };
  yield {
    bench: 'commands',
    figure: 'p99 of a command',
    value: median(p99),
    unit: 'ms',
    reference: null,
    ratio: null,
    notes: { values: spread(p99), reference: spread(theirs.map(({ latency }) => latency.p99)) },
  };
}
