import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { answerFileIn, wantedFileIn, type Answer } from '../run-folder.ts';
import { startTestServer, type TestServer } from './test-server.ts';

/** One run of jest: at most one server, and the folder by which workers ask for it. */
export class TestRun {
  readonly folder = path.join(tmpdir(), `cadastre-test-${randomBytes(8).toString('hex')}`);
  readonly wantedFile = wantedFileIn(this.folder);
  timer: NodeJS.Timeout | undefined;
  private server: Promise<TestServer> | undefined;

  async serve(): Promise<void> {
    this.server = startTestServer(this.folder);
    try {
      this.answer({ url: (await this.server).url });
    } catch (error) {
      this.answer({ error: error instanceof Error ? error.message : String(error) });
    }
  }

  async stop(): Promise<void> {
    await this.server?.then(
      (server) => server.stop(),
      () => undefined,
    );
    rmSync(this.folder, { recursive: true, force: true });
  }

  private answer(answer: Answer): void {
    const file = answerFileIn(this.folder);
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
