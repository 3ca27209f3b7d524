import { fstatSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedPostgresFailed } from './errors.ts';
import { startGuarded, type Guardian } from './guardian.ts';
import { settleLeftoverServer } from './leftover-server.ts';
import type { Log } from './log.ts';
import { isReady } from './postmaster-file.ts';
import type { ServerFolder } from './server-folder.ts';
import { serverSettings } from './server-settings.ts';

export type ServerOptions = {
  readonly folder: ServerFolder;
  readonly port: number;
  readonly settings: Record<string, string>;
  readonly ephemeral: boolean;
  readonly logFd: number;
  readonly log: Log;
};

const startTimeoutMs = 60_000;
const noticeAfterMs = 3_000;
const restartPauseMs = 500;

const nobody: Guardian = {
  exited: Promise.resolve({ code: null }),
  finished: () => Promise.resolve({ code: null }),
  shutDown: () => undefined,
};

/** The server under its guardian, started again whenever it ends without having been asked to. */
export class RunningServer {
  private guardian: Guardian | undefined;
  private supervision: Promise<void> = Promise.resolve();
  private stopping = false;
  private logBegin = 0;

  constructor(private readonly options: ServerOptions) {}

  async start(): Promise<void> {
    const guardian = this.launch();
    await this.ready(guardian);
    this.supervision = this.supervise(guardian);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.guardian?.shutDown(this.options.ephemeral ? 'QUIT' : 'INT');
    await this.guardian?.exited;
    await this.supervision;
  }

  private launch(): Guardian {
    const { folder, port, settings, ephemeral, logFd } = this.options;
    const { binaries, cluster, account } = folder;
    this.logBegin = fstatSync(logFd).size;
    this.guardian = startGuarded({
      command: [binaries.postgres, '-D', cluster, ...serverSettings(port, settings)],
      account,
      logFd,
      atEnd: ephemeral ? 'QUIT' : 'INT',
      removeAfterwards: ephemeral ? [folder.dataDir, folder.home] : [],
    });
    return this.guardian;
  }

  private async ready(guardian: Guardian): Promise<void> {
    const { folder, log } = this.options;
    const begun = Date.now();
    const ended = { yes: false };
    void guardian.exited.then(() => (ended.yes = true));
    let noticed = false;
    while (!isReady(folder.cluster)) {
      const waitedMs = Date.now() - begun;
      if (ended.yes || waitedMs > startTimeoutMs) throw this.failure();
      if (!noticed && waitedMs > noticeAfterMs) {
        noticed = true;
        log.info({ logFile: folder.logFile }, 'waiting for PostgreSQL to accept connections');
      }
      await pause(20);
    }
  }

  private async supervise(first: Guardian): Promise<void> {
    let guardian = first;
    for (;;) {
      const { code } = await guardian.exited;
      if (this.stopping) return;
      this.options.log.warn(
        { code, logFile: this.options.folder.logFile },
        'PostgreSQL ended, starting it again',
      );
      guardian = await this.relaunch();
    }
  }

  private async relaunch(): Promise<Guardian> {
    for (;;) {
      await pause(restartPauseMs, undefined, { ref: false });
      try {
        await settleLeftoverServer(this.options.folder, this.options.log);
        const guardian = this.launch();
        if (this.stopping) guardian.shutDown('INT');
        else await this.ready(guardian);
        return guardian;
      } catch (err) {
        if (this.stopping) return nobody;
        this.options.log.warn({ err }, 'PostgreSQL did not start again');
      }
    }
  }

  private failure(): EmbeddedPostgresFailed {
    const { logFile } = this.options.folder;
    const fatal = readFileSync(logFile)
      .subarray(this.logBegin)
      .toString('utf8')
      .split('\n')
      .filter((line) => /FATAL|error|LOG: {2}could not/.test(line))
      .at(-1);
    const reason = fatal?.replace(/^.*?(FATAL|LOG): +/, '') ?? 'it ended at once';
    return new EmbeddedPostgresFailed({ step: 'start', reason, logFile });
  }
}
