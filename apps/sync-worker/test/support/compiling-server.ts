import { existsSync } from 'node:fs';
import pg from 'pg';
import { startThrowawayServer, type ThrowawayServer } from './throwaway-server.ts';

const lib = '/usr/lib/postgresql/15/lib';

/** Debian's package: the embedded server is built without LLVM. */
export const hasCompiler = ['llvmjit.so', 'pg_stat_statements.so'].every((name) =>
  existsSync(`${lib}/${name}`),
);

export type Compiled = { readonly query: string; readonly isNested: boolean };

/** A server that compiles every plan of a session that does not switch that off, and knows which it has compiled. */
export class CompilingServer {
  private constructor(
    private readonly server: ThrowawayServer,
    /** Of the test: what it says itself is not compiled. */
    private readonly client: pg.Client,
  ) {}

  static async start(): Promise<CompilingServer> {
    const server = await startThrowawayServer({
      settings: [
        'shared_preload_libraries=pg_stat_statements',
        'pg_stat_statements.track=all',
        'jit=on',
        'jit_above_cost=0',
      ],
    });
    const client = new pg.Client({ connectionString: uncompiling(server.url) });
    await client.connect();
    await client.query('create extension pg_stat_statements');
    return new CompilingServer(server, client);
  }

  get url(): string {
    return this.server.url;
  }

  /** Forgets what was compiled until now. */
  async forget(): Promise<void> {
    await this.client.query('select pg_stat_statements_reset()');
  }

  /**
   * Statements whose plans were compiled; nested are those in functions. One that is still open when its transaction fails
   * or its session goes is not counted.
   *
   * @throws where the server had to forget some
   */
  async compiled(): Promise<Compiled[]> {
    const { rows: lost } = await this.client.query('select from pg_stat_statements_info where dealloc > 0');
    if (lost.length > 0) throw new Error('The server has forgotten statements');
    const { rows } = await this.client.query<Compiled>(/* sql */ `
      select regexp_replace(query, '\\s+', ' ', 'g') as query, not toplevel as "isNested"
        from pg_stat_statements where jit_functions > 0 order by 1`);
    return rows;
  }

  async stop(): Promise<void> {
    await this.client.end();
    await this.server.stop();
  }
}

/** A session that compiles nothing, on a server that would. */
export const uncompiling = (serverUrl: string): string => {
  const url = new URL(serverUrl);
  url.searchParams.set('options', '-c jit=off');
  return url.href;
};
