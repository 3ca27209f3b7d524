import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** This workspace. */
const ownRoot = fileURLToPath(new URL('../../../../', import.meta.url));
const readyTimeoutMs = 5_000;

export type ServiceProcessOptions = {
  readonly name: string;
  /** Relative to the workspace. */
  readonly script: string;
  /** Another release's workspace; null for this one. */
  readonly beside: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
  readonly logFile: string;
};

/** An end that nobody wished for. */
export type UnexpectedEnd = { readonly at: string; readonly process: string; readonly how: string };

/**
 * One service of the product, kept alive as a supervisor on a real machine keeps it: whenever it ends, it is started
 * again. Its output goes to a file, life after life.
 */
export class ServiceProcess {
  readonly unexpectedEnds: UnexpectedEnd[] = [];
  lives = 0;
  /** Signal or exit code of the life before this one. */
  private lastEnd = '';
  private child: ChildProcess | undefined;
  private isWanted = false;
  private wasReady = false;
  private isEndWished = false;
  /** A signal of ours ends it. */
  private isEndOrdered = false;
  private more: Readonly<Record<string, string>> = {};
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: ServiceProcessOptions) {}

  get name(): string {
    return this.options.name;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.options.port}`;
  }

  get isOtherRelease(): boolean {
    return this.options.beside !== null;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  get isRunning(): boolean {
    return this.child !== undefined;
  }

  /** Keeps it up from now on. */
  start(): void {
    this.isWanted = true;
    this.launch();
  }

  /** The next lives get these settings as well. */
  useSettings(more: Readonly<Record<string, string>>): void {
    this.more = more;
  }

  /** One that was killed, or is expected to die, and stays away for a while. */
  async endFor(downMs: number, signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    this.isWanted = false;
    clearTimeout(this.timer);
    if (child !== undefined) {
      const ended = endOf(child);
      this.isEndWished = true;
      this.isEndOrdered = true;
      child.kill(signal);
      await ended;
    }
    await pause(downMs);
    this.start();
  }

  signal(name: NodeJS.Signals): void {
    this.child?.kill(name);
  }

  /** Its death by its own hand is part of the plan. */
  async endsWithin(ms: number): Promise<'by itself' | 'by another fault' | 'not'> {
    const { child } = this;
    if (child === undefined) return 'by another fault';
    this.isEndWished = true;
    const ended = await Promise.race([endOf(child).then(() => true), pause(ms, false)]);
    if (!ended) this.isEndWished = false;
    if (!ended) return 'not';
    return this.lastEnd === 'SIGKILL' && !this.isEndOrdered ? 'by itself' : 'by another fault';
  }

  async isReady(): Promise<boolean> {
    try {
      const signal = AbortSignal.timeout(readyTimeoutMs);
      const isReady = (await fetch(`${this.baseUrl}/health/ready`, { signal })).ok;
      this.wasReady ||= isReady;
      return isReady;
    } catch {
      return false;
    }
  }

  /** For good. */
  async stop(): Promise<void> {
    this.isWanted = false;
    clearTimeout(this.timer);
    const { child } = this;
    if (child === undefined) return;
    const ended = endOf(child);
    this.isEndWished = true;
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    const hurry = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(hurry);
  }

  /** From an exit handler, where nothing can be waited for. */
  killNow(): void {
    this.isWanted = false;
    clearTimeout(this.timer);
    this.child?.kill('SIGKILL');
  }

  private launch(): void {
    clearTimeout(this.timer);
    if (this.child !== undefined || !this.isWanted) return;
    const { name, script, beside, env, logFile } = this.options;
    const log = openSync(logFile, 'a');
    this.lives += 1;
    writeSync(log, `--- ${name}, life ${this.lives}, ${new Date().toISOString()}\n`);
    // The channel tells it when we are gone, however we went.
    const child = spawn(process.execPath, ['--enable-source-maps', script], {
      cwd: beside ?? ownRoot,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env, ...this.more },
      stdio: ['ignore', log, log, 'ipc'],
      detached: true,
    });
    closeSync(log);
    this.child = child;
    this.wasReady = false;
    this.isEndWished = false;
    this.isEndOrdered = false;
    child.once('exit', (code, signal) => this.onEnd(child, signal ?? `code ${code}`));
    child.on('error', () => undefined);
  }

  private onEnd(child: ChildProcess, how: string): void {
    if (this.child !== child) return;
    this.child = undefined;
    this.lastEnd = how;
    // One that was never ready may refuse to start: its database may be away.
    if (this.wasReady && !this.isEndWished) {
      this.unexpectedEnds.push({ at: new Date().toISOString(), process: this.name, how });
    }
    if (this.isWanted) this.timer = setTimeout(() => this.launch(), 500);
  }
}

const endOf = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
