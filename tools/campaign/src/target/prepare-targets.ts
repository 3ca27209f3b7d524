import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { TargetAddress } from '../load/draw-command.ts';
import type { Installation } from '../processes/installation.ts';
import { readerRole } from './change-schemas.ts';

const databases = ['shop', 'warehouse', 'payroll'] as const;

/** Databases to put on the register, and the role that reads them. The port is the server's own, past the wire. */
export const prepareTargets = async ({ target }: Installation): Promise<TargetAddress> => {
  const password = randomBytes(12).toString('hex');
  const client = new pg.Client({ connectionString: target.urlOf('postgres') });
  await client.connect();
  await client.query(`create role ${readerRole} login password '${password}'`);
  for (const database of databases) await client.query(`create database ${database} template template0`);
  await client.end();
  return { host: '127.0.0.1', port: target.port, username: readerRole, password, databases };
};
