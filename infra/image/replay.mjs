// Builds the image without a container engine: carries the Dockerfile out step by step in folders, then starts every
// service from the last of them, with nothing but what the image would hold, on a PostgreSQL of its own.
// What it cannot show: the base image itself, and accounts.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const scratch = mkdtempSync(path.join(tmpdir(), 'cadastre-image-'));
const say = (text) => process.stdout.write(`${text}\n`);
const fail = (text) => {
  throw new Error(text);
};

/** Instructions as [name, rest], comments and continued lines taken care of. */
export const instructions = (text) =>
  text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => /^(\w+)\s+(.*)$/.exec(line.trim()).slice(1));

const ignored = readFileSync(path.join(root, '.dockerignore'), 'utf8')
  .split('\n')
  .filter((line) => line !== '');
const isIgnored = (file) =>
  ignored.some((pattern) => {
    const regex = pattern
      .replace(/[.]/g, '\\.')
      .replace(/^\*\*\//, '(.*/)?')
      .replace(/(?<!\.)\*/g, '[^/]*');
    return new RegExp(`^${regex}(/.*)?$`).test(file);
  });
/** What a build would send to the engine: of a clean clone. */
const context = () => {
  const { stdout } = spawnSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return stdout.split('\n').filter((file) => file !== '' && !isIgnored(file));
};

const sh = (command, cwd, env) => {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd, env, encoding: 'utf8' });
  if (status !== 0) fail(`RUN ${command}\n${stdout}\n${stderr}`);
  say(`  RUN ${command.slice(0, 90)} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
};

const build = () => {
  const stages = new Map();
  let stage;
  const inStage = (place) => path.join(stage.folder, path.resolve(stage.workdir, place));
  const steps = {
    ARG: () => undefined,
    FROM: (rest) => {
      const name = / AS (\w+)$/i.exec(rest)?.[1] ?? 'image';
      stage = { folder: path.join(scratch, name), workdir: '/', env: {}, cmd: [], entrypoint: [] };
      mkdirSync(stage.folder);
      stages.set(name, stage);
      say(`stage ${name}`);
    },
    WORKDIR: (rest) => {
      stage.workdir = rest;
      mkdirSync(inStage('.'), { recursive: true });
    },
    ENV: (rest) => {
      for (const [, name, value] of rest.matchAll(/(\w+)=(\S+)/g)) stage.env[name] = value;
    },
    COPY: (rest) => {
      const from = /^--from=(\w+)\s+(.*)$/.exec(rest);
      const [source, target] = (from?.[2] ?? rest).split(/\s+/);
      if (from !== null)
        cpSync(path.join(stages.get(from[1]).folder, source), inStage(target), {
          recursive: true,
          verbatimSymlinks: true,
        });
      else {
        const files = context().filter(
          (file) => source === '.' || file === source || file.startsWith(`${source}/`),
        );
        if (files.length === 0) fail(`COPY ${rest}: nothing to copy`);
        for (const file of files) {
          const copy = source === '.' ? path.join(target, file) : target;
          cpSync(path.join(root, file), inStage(copy), { recursive: true });
        }
      }
    },
    RUN: (rest) => sh(rest, inStage('.'), { ...process.env, ...stage.env }),
    CMD: (rest) => (stage.cmd = JSON.parse(rest)),
    ENTRYPOINT: (rest) => (stage.entrypoint = JSON.parse(rest)),
    HEALTHCHECK: (rest) => (stage.healthcheck = JSON.parse(/CMD (\[.*\])$/.exec(rest)[1])),
    USER: () => undefined,
    EXPOSE: () => undefined,
    STOPSIGNAL: () => undefined,
  };
  for (const [name, rest] of instructions(readFileSync(path.join(root, 'Dockerfile'), 'utf8')))
    (steps[name] ?? (() => fail(`the replay does not know ${name}`)))(rest);
  return { ...stage, folder: inStage('.') };
};

const run = (image, command, env) =>
  spawnSync(image.entrypoint[0], command, {
    cwd: image.folder,
    env: { PATH: process.env.PATH, ...image.env, ...env },
    encoding: 'utf8',
  });

/** Starts a service, waits for its own health check to pass, sees it ready, and ends it as an orchestrator does. */
const live = async (image, { command, port, env }) => {
  const child = spawn(image.entrypoint[0], command, {
    cwd: image.folder,
    env: { PATH: process.env.PATH, ...image.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  try {
    const deadline = performance.now() + 60_000;
    const healthy = () => run(image, image.healthcheck.slice(1), env).status === 0;
    while (!healthy()) {
      if (performance.now() > deadline || child.exitCode !== null)
        fail(`${command[0]} does not get healthy: ${said}`);
      // What the service says, and that it ended, is only heard in between.
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const ready = await fetch(`http://127.0.0.1:${port}/health/ready`);
    const report = await ready.json();
    if (!ready.ok) fail(`${command[0]} is not ready: ${JSON.stringify(report)}`);
    child.kill('SIGTERM');
    const code = await exited;
    if (code !== 0) fail(`${command[0]} ended with ${code} on SIGTERM: ${said}`);
    say(`${command[0]}: healthy, ready (${Object.keys(report.dependencies).join(', ')}), ended in order`);
  } finally {
    child.kill('SIGKILL');
  }
};

const serve = async (image) => {
  const { startEmbeddedPostgres } = await import(path.join(root, 'libs/embedded-postgres/dist/index.js'));
  const { default: pg } = await import('pg');
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const server = await startEmbeddedPostgres({ dataDir: path.join(scratch, 'postgres'), log: silent });
  try {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(`create role cadastre_owner login password 'owner'`);
    await client.query(`create role cadastre_app login password 'app'`);
    await client.query('create database cadastre owner cadastre_owner');
    await client.end();
    const urlOf = (username, password) =>
      Object.assign(new URL(server.url), { username, password, pathname: '/cadastre' }).href;
    const key = path.join(scratch, 'key');
    writeFileSync(key, randomBytes(32).toString('base64'));
    chmodSync(key, 0o600);
    const service = { CADASTRE_DATABASE_URL: urlOf('cadastre_app', 'app'), CADASTRE_KEY_FILE: key };
    const migrated = run(image, ['tools/cadastre/dist/main.js', 'migrate'], {
      ...service,
      CADASTRE_DATABASE_OWNER_URL: urlOf('cadastre_owner', 'owner'),
    });
    if (migrated.status !== 0) fail(`migrate: ${migrated.stdout}${migrated.stderr}`);
    say('tools/cadastre/dist/main.js migrate: done as the owner');
    // Each port only where the service is: the three share this machine, as they do not share a container.
    const {
      CADASTRE_HTTP_PORT: api,
      CADASTRE_WORKER_HTTP_PORT: worker,
      CADASTRE_PROJECTOR_HTTP_PORT: projector,
    } = image.env;
    await live(image, { command: image.cmd, port: api, env: service });
    await live(image, { command: ['apps/sync-worker/dist/main.js'], port: worker, env: service });
    await live(image, { command: ['apps/catalog-projector/dist/main.js'], port: projector, env: service });
  } finally {
    await server.stop();
  }
};

try {
  const image = build();
  for (const main of [
    'apps/integration-api',
    'apps/sync-worker',
    'apps/catalog-projector',
    'tools/cadastre',
  ].map((p) => `${p}/dist/main.js`)) {
    const { status, stdout, stderr } = run(image, [main, '--version'], {});
    if (status !== 0) fail(`${main} --version: ${stderr}`);
    say(`${main} --version: ${stdout.trim()}`);
  }
  const size = spawnSync('du', ['-sm', image.folder], { encoding: 'utf8' }).stdout.split('\t')[0];
  say(`the image would add ${size} MB to its base`);
  await serve(image);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
