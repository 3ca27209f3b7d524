import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@cadastre/embedded-postgres';
import pg from 'pg';

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const upTimeoutMs = 60_000;

/**
 * A PostgreSQL that can be crashed: whoever started it starts it again, on the same folder and port, after half a
 * second; what it was in the middle of is for its recovery.
 */
export class DatabaseServer {
  private constructor(
    private readonly server: EmbeddedPostgres,
    private readonly folder: string,
  ) {}

  static async start(folder: string, settings: Record<string, string>): Promise<DatabaseServer> {
    mkdirSync(folder, { recursive: true, mode: 0o711 });
    const server = await startEmbeddedPostgres({ dataDir: folder, settings, log: quiet });
    return new DatabaseServer(server, folder);
  }

  get port(): number {
    return this.server.port;
  }

  /** As the superuser. */
  urlOf(database: string): string {
    const url = new URL(this.server.url);
    url.pathname = `/${database}`;
    return url.href;
  }

  crash(signal: 'SIGQUIT' | 'SIGKILL'): void {
    const pid = this.postmasterPid();
    if (pid !== undefined) process.kill(pid, signal);
  }

  async isUp(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.server.url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** @throws when it does not come back */
  async untilUp(): Promise<void> {
    const deadline = performance.now() + upTimeoutMs;
    while (!(await this.isUp())) {
      if (performance.now() > deadline) throw new Error(`PostgreSQL in ${this.folder} does not come back`);
      await pause(100);
    }
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  private postmasterPid(): number | undefined {
    try {
      const text = readFileSync(path.join(this.folder, 'cluster/postmaster.pid'), 'utf8');
      return Number(text.split('\n')[0]);
    } catch {
      return undefined; // it is between two lives
    }
  }
}
