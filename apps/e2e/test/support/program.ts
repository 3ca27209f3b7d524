import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** A built program, started as a user's shell starts it: a job with a process group of its own. */
export class Program {
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  stdout = '';
  stderr = '';
  private readonly child: ChildProcess;

  constructor(options: {
    /** Relative to the workspace, e.g. `apps/standalone/dist/main.js`. */
    script: string;
    args?: readonly string[];
    env?: Readonly<Record<string, string>>;
    account?: { uid: number; gid: number };
  }) {
    this.child = spawn(process.execPath, [options.script, ...(options.args ?? [])], {
      cwd: root,
      // Nothing of the test run's environment: no setting of it is meant for the product.
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      ...options.account,
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.exited = once(this.child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
    }));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  signal(name: NodeJS.Signals): void {
    if (this.isRunning) process.kill(this.pid, name);
  }

  /** What a terminal does: every process of the job gets it. */
  signalGroup(name: NodeJS.Signals): void {
    if (this.isRunning) process.kill(-this.pid, name);
  }

  /** Ends it for sure; for the clean-up of tests. */
  async kill(): Promise<void> {
    this.signal('SIGCONT');
    this.signalGroup('SIGKILL');
    await this.exited;
  }
}
