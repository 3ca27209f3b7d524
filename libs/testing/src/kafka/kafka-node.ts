import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { runProgram } from './run-program.ts';

export type KafkaNodeOptions = {
  /** The folder with the jars. */
  readonly jars: string;
  /** Keeps `data`, `server.properties` and `broker.log`. */
  readonly folder: string;
  readonly clusterId: string;
  readonly properties: Readonly<Record<string, string>>;
  /** `MECHANISM=[name=…,password=…]`, of the first start on this folder. */
  readonly scramUsers: readonly string[];
};

const readyLine = 'Kafka Server started';
const startTimeoutMs = 90_000;
const stopTimeoutMs = 20_000;

/**
 * The watcher has the end of a pipe; when our process ends, however it ends, the kernel closes the other end, and the
 * broker goes too. `exec` keeps the number of the process: what we kill is the broker itself.
 */
const guarded = `(read -r word <&3 || kill -9 $$) >/dev/null 2>&1 & exec "$@" 3<&-`;

const logging = `status=warn
appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%d %p %m (%c)%n
rootLogger.level=info
rootLogger.appenderRef.console.ref=console
`;

/** One broker, which is a controller as well: a process that can be stopped, killed, and started again on its data. */
export class KafkaNode {
  private child: ChildProcess | undefined;

  constructor(private readonly options: KafkaNodeOptions) {}

  /** Undefined while it does not run. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  get isRunning(): boolean {
    return this.child !== undefined;
  }

  /** Returns when the broker takes connections. */
  async start(): Promise<void> {
    if (this.child !== undefined) return;
    await this.prepareFolder();
    const log = openSync(this.file('broker.log'), 'a');
    const writtenBefore = statSync(this.file('broker.log')).size;
    const command = [
      'java',
      '-Xmx512m',
      ...this.javaArguments('kafka.Kafka'),
      this.file('server.properties'),
    ];
    const child = spawn('/bin/sh', ['-c', guarded, 'cadastre-kafka', ...command], {
      stdio: ['ignore', log, log, 'pipe'],
      detached: true, // a group of its own: Ctrl-C in the terminal is for us, and we stop it in order
    });
    closeSync(log);
    this.child = child;
    child.once('exit', () => {
      (child.stdio[3] as Writable).end('done\n');
      if (this.child === child) this.child = undefined;
    });
    (child.stdio[3] as Writable).on('error', () => undefined); // the watcher has gone with the broker
    await this.becomesReady(writtenBefore);
  }

  /** The orderly way. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** As a power cut does it. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (child === undefined) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGCONT'); // one that was paused hears nothing else
    child.kill(signal);
    const tooLong = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await gone;
    clearTimeout(tooLong);
  }

  private async prepareFolder(): Promise<void> {
    const { folder, properties, clusterId, scramUsers } = this.options;
    mkdirSync(folder, { recursive: true });
    writeFileSync(this.file('log4j2.properties'), logging);
    const all = { ...properties, 'log.dirs': this.file('data') };
    const lines = Object.entries(all).map(([name, value]) => `${name}=${value}`);
    writeFileSync(this.file('server.properties'), `${lines.join('\n')}\n`);
    if (existsSync(this.file('data/meta.properties'))) return;
    const tool = [...this.javaArguments('kafka.tools.StorageTool'), 'format', `--cluster-id=${clusterId}`];
    const users = scramUsers.flatMap((user) => ['--add-scram', user]);
    const config = ['-c', this.file('server.properties')];
    const { failed, output } = await runProgram('java', [...tool, ...config, ...users]);
    if (failed) throw new Error(`Kafka could not format ${folder}: ${lastLines(output)}`);
  }

  private async becomesReady(writtenBefore: number): Promise<void> {
    const deadline = performance.now() + startTimeoutMs;
    while (performance.now() < deadline) {
      const said = readFileSync(this.file('broker.log')).subarray(writtenBefore).toString();
      if (said.includes(readyLine)) return;
      if (this.child === undefined) throw new Error(`Kafka ended while it started:\n${lastLines(said)}`);
      await pause(50);
    }
    await this.kill();
    throw new Error(`Kafka was not up after ${startTimeoutMs / 1_000} s: ${this.file('broker.log')}`);
  }

  private javaArguments(program: string): string[] {
    const { jars } = this.options;
    return ['-cp', `${jars}/*`, `-Dlog4j2.configurationFile=${this.file('log4j2.properties')}`, program];
  }

  private file(name: string): string {
    return path.join(this.options.folder, name);
  }
}

const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-20).join('\n');
