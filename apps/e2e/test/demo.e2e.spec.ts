import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { temporaryFolder, waitFor } from '@cadastre/testing';
import { Api, freePort } from './support/cadastre.ts';
import { processesOf, untilNothingRuns } from './support/processes.ts';
import { Program } from './support/program.ts';

jest.setTimeout(120_000);

/** One data folder, run after run, as on a newcomer's machine. */
describe('npm run demo', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let port: number;
  const programs: Program[] = [];
  beforeAll(async () => {
    folder = temporaryFolder('e2e-demo');
    port = await freePort();
  });
  afterEach(async () => {
    await Promise.all(programs.splice(0).map((program) => program.kill()));
    await untilNothingRuns(folder.path, 30_000);
  });
  afterAll(() => folder.remove());

  const demo = (...args: string[]): Program => {
    const program = new Program({
      script: 'tools/demo/dist/main.js',
      args,
      env: { CADASTRE_DATA_DIR: folder.path, CADASTRE_HTTP_PORT: String(port), CADASTRE_GRPC_PORT: '0' },
    });
    programs.push(program);
    return program;
  };
  const untilItStays = (program: Program): Promise<unknown> =>
    waitFor(() => program.stdout.includes('Ctrl-C stops it') || !program.isRunning, {
      timeoutMs: 60_000,
      what: 'the end of the demonstration',
    });

  test('shows a database becoming a catalog within a minute, stays up, and leaves nothing at Ctrl-C', async () => {
    const program = demo();
    await untilItStays(program);
    expect(program.stderr).toBe('');
    const text = program.stdout;
    expect(text).toMatch(/^✔ COMPLETED in .*queries to the database/m);
    expect(text).toMatch(/^ {2}transform-and-publish +completed/m);
    expect(text).toMatch(/^ {2}table +8 /m);
    expect(text).toMatch(/^ {2}partition +7 /m);
    expect(text).toMatch(/^ {2}order_items +table +6 +\d+ +Lines of an order/m);
    expect(text).toMatch(
      /foreign-key +orders_shipping_address_fkey +FOREIGN KEY \(user_id, shipping_address_no\)/,
    );
    expect(text).toMatch(/Who finds "ordrs"\?(.|\n)*^ {2}ecommerce\.orders +table +similar/m);
    expect(text).toContain(`http://127.0.0.1:${port}/docs`);
    // Nothing but text where there is no terminal.
    expect(text).not.toContain('\u001b');

    program.signalGroup('SIGINT');
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(processesOf(folder.path)).toEqual([]);
  });

  test('a second run reads the same integration again, and changes nothing', async () => {
    const program = demo('--no-stay');
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(program.stdout).toContain('Known from an earlier run');
    expect(program.stdout).toMatch(/^ {2}total +\d+ +0 +0 +0$/m);
    expect(processesOf(folder.path)).toEqual([]);
  });

  test('is shown on a Cadastre that is running, which goes on', async () => {
    const first = demo();
    await untilItStays(first);
    const second = demo('--no-stay');
    expect(await second.exited).toEqual({ code: 0, signal: null });
    expect(second.stdout).not.toContain('Starting Cadastre');
    expect(await new Api(`http://127.0.0.1:${port}`).isReady()).toBe(true);

    // Killed without a word, it takes along what it started.
    first.signal('SIGKILL');
    await first.exited;
    await untilNothingRuns(folder.path, 30_000);
  });

  test('a database that cannot be reached is explained, with the step and without the password', async () => {
    // Nothing listens at port 1.
    const program = demo('--no-stay', '--url', 'postgres://ada:CANARY-1@127.0.0.1:1/db');
    expect((await program.exited).code).toBe(1);
    expect(program.stderr).toMatch(/did not accept the database at step "tcp"/);
    expect(program.stderr + program.stdout).not.toContain('CANARY');
    expect(processesOf(folder.path)).toEqual([]);
  });

  test.each([
    [['--url', 'mysql://ada:CANARY-2@host/db'], 'postgres://user:password@host'],
    [['--sample'], '--help'],
  ])('a wrong command line gets an answer at once: %j', async (args, hint) => {
    const program = demo(...args);
    expect((await program.exited).code).toBe(2);
    expect(program.stderr).toContain(hint);
    expect(program.stderr + program.stdout).not.toContain('CANARY');
  });

  test('explains itself', async () => {
    const program = demo('--help');
    expect((await program.exited).code).toBe(0);
    expect(program.stdout).toContain('--url');
  });
});
