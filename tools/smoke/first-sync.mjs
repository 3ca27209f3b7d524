// Starts the built product on a given Node, lets it catalog a database, and stops it.
//   node tools/smoke/first-sync.mjs [/path/to/node]
import { spawn, execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../libs/testing/dist/free-ports.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const node = process.argv[2] ?? process.execPath;
const deadline = Date.now() + 90_000;

const until = async (what, probe) => {
  for (;;) {
    const value = await probe().catch(() => undefined);
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`waited too long for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

const json = async (url, options) => {
  const response = await fetch(url, { ...options, headers: { 'content-type': 'application/json' } });
  const body = await response.json();
  if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(body)}`);
  return body;
};

const folder = mkdtempSync(path.join(tmpdir(), 'cadastre-smoke-'));
// Run as root, PostgreSQL has an account of its own, which must get through; else its files would lie elsewhere.
chmodSync(folder, 0o711);
const port = await freePort();
const base = `http://127.0.0.1:${port}`;
console.log(`node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`);
const product = spawn(node, [path.join(root, 'apps/standalone/dist/main.js')], {
  cwd: root,
  env: {
    ...process.env,
    CADASTRE_DATA_DIR: folder,
    CADASTRE_HTTP_PORT: String(port),
    CADASTRE_GRPC_PORT: '0',
    CADASTRE_LOG_LEVEL: 'warn',
  },
  stdio: 'inherit',
});
const exited = new Promise((resolve) => product.on('exit', (code, signal) => resolve(code ?? signal)));
let failure;
try {
  await until('health', async () => (await fetch(`${base}/health/ready`)).ok || undefined);
  const target = new URL(
    JSON.parse(readFileSync(path.join(folder, 'embedded-postgres.json'), 'utf8')).owner_url,
  );
  const { sync_id } = await json(`${base}/integrations`, {
    method: 'POST',
    body: JSON.stringify({
      integration_type: 'POSTGRESQL',
      credential: {
        host: target.hostname,
        port: Number(target.port),
        username: decodeURIComponent(target.username),
        password: decodeURIComponent(target.password),
        database_name: 'cadastre',
      },
    }),
  });
  const sync = await until('the sync', async () => {
    const seen = await json(`${base}/syncs/${sync_id}`);
    return ['COMPLETED', 'FAILED', 'CANCELLED'].includes(seen.status) ? seen : undefined;
  });
  console.log(`${sync.status} ${JSON.stringify(sync.counts)}`);
  if (sync.status !== 'COMPLETED')
    throw new Error(`the sync ended as ${sync.status}: ${JSON.stringify(sync.error)}`);
} catch (error) {
  failure = error;
}
product.kill('SIGTERM');
const code = await exited;
rmSync(folder, { recursive: true, force: true });
if (failure === undefined && code !== 0) failure = new Error(`the product ended with ${code}`);
if (failure !== undefined) console.error(failure);
process.exit(failure === undefined ? 0 : 1);
