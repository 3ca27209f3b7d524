import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import type { Queryable } from '@cadastre/postgres';
import type { SigningKey } from './sign-message.ts';

/** Secrets by the number of their key. */
export type SigningKeys = ReadonlyMap<number, KeyObject>;

type Row = { key_id: number; secret: Buffer };

export const readSigningKeys = async (db: Queryable): Promise<SigningKeys> => {
  const { rows } = await db.query<Row>('select key_id, secret from event_bus.message_keys');
  return new Map(rows.map(({ key_id, secret }) => [key_id, createSecretKey(secret)]));
};

/** The newest key, made where there is none. Two processes that make one at once make two, and both are good. */
export const presentSigningKey = async (db: Queryable): Promise<SigningKey> => {
  const { rows } = await db.query<Row>(
    'select key_id, secret from event_bus.message_keys order by key_id desc limit 1',
  );
  const [newest] = rows;
  return newest === undefined
    ? addSigningKey(db)
    : { id: newest.key_id, secret: createSecretKey(newest.secret) };
};

/** A new random key, the newest from now on. */
export const addSigningKey = async (db: Queryable): Promise<SigningKey> => {
  const secret = randomBytes(32);
  const { rows } = await db.query<{ key_id: number }>(
    'insert into event_bus.message_keys (secret) values ($1) returning key_id',
    [secret],
  );
  const [added] = rows;
  if (added === undefined) throw new Error('No key was added');
  return { id: added.key_id, secret: createSecretKey(secret) };
};

/**
 * Deletes all keys but the newest: what they have signed is refused. A restored database may give a number again that a key of the lost time
 * had; its secret is another one, so such a signature is wrong.
 *
 * @returns the numbers of those that are gone
 */
export const forgetFormerSigningKeys = async (db: Queryable): Promise<number[]> => {
  const { rows } = await db.query<{ key_id: number }>(/* sql */ `
    delete from event_bus.message_keys
     where key_id < (select max(key_id) from event_bus.message_keys) returning key_id`);
  return rows.map(({ key_id }) => key_id).sort((a, b) => a - b);
};
