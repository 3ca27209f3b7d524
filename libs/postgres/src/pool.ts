import pg from 'pg';

export type PoolOptions = {
  readonly connectionString: string;
  readonly max: number;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  readonly connectionTimeoutMs?: number;
  readonly statementTimeoutMs?: number;
  /** How long an answer is waited for before the connection is given up; default two minutes. */
  readonly queryTimeoutMs?: number;
  /** Told of connections that broke while idle; the pool replaces them by itself. */
  readonly onIdleError?: (error: Error) => void;
};

/** int8 comes as a number (all of ours stay below 2^53), json as text where a caller asks for text itself. */
const ownTypes = (): pg.CustomTypesConfig => {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  return types;
};

/**
 * Statements of ours take milliseconds; to compile the plan of one that is thought dear takes 50 to 120, each time. Not in the startup
 * message: poolers refuse what they do not know there. The pool waits for it, though its types do not say so.
 */
const uncompiled =
  (timeoutMs: number) =>
  (client: pg.ClientBase): void =>
    client.query({ text: 'set jit = off', query_timeout: timeoutMs } as pg.QueryConfig) as unknown as void;

/** Without an `error` listener a connection that breaks while idle would end the process. */
export const createPool = (options: PoolOptions): pg.Pool => {
  const { connectionTimeoutMs = 5_000 } = options;
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.max,
    application_name: options.applicationName,
    connectionTimeoutMillis: connectionTimeoutMs,
    ...(options.statementTimeoutMs === undefined ? {} : { statement_timeout: options.statementTimeoutMs }),
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // A server that vanished without a word would otherwise be waited for until TCP gives up, which takes hours.
    query_timeout: options.queryTimeoutMs ?? 120_000,
    types: ownTypes(),
    onConnect: uncompiled(connectionTimeoutMs),
  });
  pool.on('error', (error) => options.onIdleError?.(error));
  return pool;
};

/**
 * Runs the work in one READ COMMITTED transaction and commits it. Any error rolls it back; a connection that
 * could not even do that is thrown away. An error at COMMIT leaves the outcome unknown: repeat by command id.
 */
export const inTransaction = async <T>(
  pool: pg.Pool,
  work: (tx: pg.PoolClient) => Promise<T>,
): Promise<T> => {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error): void => void (broken = error);
  client.on('error', onError);
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => void (broken = failure));
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
};
