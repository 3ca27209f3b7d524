import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { answerFileIn, testServers, wantedFileIn, type Answer, type TestServerName } from '../run-folder.ts';
import { startTestBroker } from './test-broker.ts';
import { startTestServer, type TestServer } from './test-server.ts';

const starters: Readonly<Record<TestServerName, (folder: string) => Promise<TestServer>>> = {
  database: startTestServer,
  kafka: startTestBroker,
};

/** One run of jest: at most one server of each sort, and the folder by which workers ask for them. */
export class TestRun {
  readonly folder = path.join(tmpdir(), `cadastre-test-${randomBytes(8).toString('hex')}`);
  timer: NodeJS.Timeout | undefined;
  private readonly servers = new Map<TestServerName, Promise<TestServer>>();

  /** Starts what was asked for since the last look. */
  serveWanted(): void {
    for (const name of testServers) {
      if (!this.servers.has(name) && existsSync(wantedFileIn(this.folder, name))) void this.serve(name);
    }
  }

  async stop(): Promise<void> {
    const ends = [...this.servers.values()].map(async (server) => (await server).stop());
    await Promise.allSettled(ends);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async serve(name: TestServerName): Promise<void> {
    const server = starters[name](this.folder);
    this.servers.set(name, server);
    try {
      this.answer(name, { url: (await server).url });
    } catch (error) {
      this.answer(name, { error: error instanceof Error ? error.message : String(error) });
    }
  }

  private answer(name: TestServerName, answer: Answer): void {
    const file = answerFileIn(this.folder, name);
    writeFileSync(`${file}.new`, JSON.stringify(answer), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
}

const key = Symbol.for('cadastre.test-run');

/** Jest loads set-up and tear-down as separate module graphs of one process. */
export const testRun = (): TestRun => {
  const known = globalThis as { [key]?: TestRun };
  return (known[key] ??= new TestRun());
};
