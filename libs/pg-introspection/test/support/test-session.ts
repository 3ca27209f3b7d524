import pg from 'pg';
import type { RawRow, TargetSession } from '../../src/session/target-session.ts';
import { PortalBatch, type Batch } from './portal-cursor.ts';

/** A session over `pg` for tests and benchmarks: raw text rows, cursors that can be read in turn. */
export type TestSession = TargetSession & {
  readonly client: pg.Client;
  /** Every statement sent, in order; a cursor is one. */
  readonly statements: string[];
  /** Called before each statement; a test may change the database here, through another connection. */
  beforeStatement: (sql: string) => Promise<void>;
  close(): Promise<void>;
};

const raw = { getTypeParser: () => (text: string) => text };

export const openTestSession = async (connectionString: string): Promise<TestSession> => {
  const client = new pg.Client({ connectionString, types: raw });
  await client.connect();
  const { rows } = await client.query<[string]>({ text: 'show server_version_num', rowMode: 'array' });
  const statements: string[] = [];
  let portals = 0;
  // One at a time: pg's own queue is on its way out.
  let idle: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = idle.then(work);
    idle = turn.catch(() => undefined);
    return turn;
  };
  const session: TestSession = {
    client,
    statements,
    serverVersionNum: Number(rows[0]?.[0]),
    beforeStatement: async () => {},
    query: async <R>(sql: string, params: readonly unknown[] = []) => {
      statements.push(sql);
      await session.beforeStatement(sql);
      const result = await inTurn(() => client.query({ text: sql, values: [...params], rowMode: 'array' }));
      return result.rows as R[];
    },
    cursor: async function* <R extends RawRow>(sql: string, params: readonly unknown[], batchRows: number) {
      statements.push(sql);
      await session.beforeStatement(sql);
      const portal = `c${++portals}`;
      let open: { text: string; values: string[] } | null = { text: sql, values: params.map(String) };
      for (;;) {
        const step = { portal, rows: batchRows, open };
        const batch: Batch = await inTurn(
          () =>
            new Promise((resolve, reject) => {
              client.query(new PortalBatch(step, (error, done) => (error ? reject(error) : resolve(done))));
            }),
        );
        open = null;
        if (batch.rows.length > 0) yield batch.rows as unknown as R[];
        if (batch.isLast) return;
      }
    },
    close: () => client.end(),
  };
  return session;
};
