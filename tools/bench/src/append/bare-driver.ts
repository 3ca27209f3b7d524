import pg from 'pg';
import type { AppendRequest } from '@cadastre/event-store';
import { plainRows } from './examples.ts';

const insert = {
  name: 'bare',
  text: `insert into plain (stream_id, version, type, data, tenant_id, actor, command_id, correlation_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
};

/** What appends are held against: the plain table's rows, by a connection and a prepared statement of each writer's own. */
export class BareDriver {
  static readonly description = 'bare driver, plain table with one index';

  private constructor(private readonly clients: readonly pg.Client[]) {}

  static async connect(url: string, writers: number): Promise<BareDriver> {
    const clients = Array.from({ length: writers }, () => new pg.Client({ connectionString: url }));
    await Promise.all(clients.map((client) => client.connect()));
    return new BareDriver(clients);
  }

  /** Resolves when the event is committed durably. */
  async insert(writer: number, event: AppendRequest): Promise<void> {
    await this.clients[writer]?.query({ ...insert, values: plainRows(event)[0] });
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.end()));
  }
}
