import type pg from 'pg';
import { inTransaction } from '@cadastre/postgres';
import { addSigningKey, forgetFormerSigningKeys, readSigningKeys } from '../signature/signing-keys.ts';
import { endRelayLead } from './relay-lead.ts';

/** Numbers of keys, from the lowest. */
export type ExchangedKeys = {
  /** All whose messages are believed. The last of them signs. */
  readonly believed: readonly number[];
  /** Those that were believed until now. */
  readonly forgotten: readonly number[];
};

/**
 * A new key signs, from the next page that is sent. Former ones are believed on, unless they are to be forgotten, as after a restore of the
 * database to an earlier moment: what they have signed in the time that was lost is in the topics still.
 */
export const newSigningKey = (
  pool: pg.Pool,
  { forgetFormer }: { readonly forgetFormer: boolean },
): Promise<ExchangedKeys> =>
  exchange(pool, async (tx) => {
    await addSigningKey(tx);
    return forgetFormer ? forgetFormerSigningKeys(tx) : [];
  });

/** Only the newest key is believed: the end of an exchange, once consumers have what the former ones have signed. */
export const forgetFormerKeys = (pool: pg.Pool): Promise<ExchangedKeys> =>
  exchange(pool, forgetFormerSigningKeys);

/**
 * In one transaction with the end of the lead: who leads afterwards reads the key after this, and who led before can put no more into the
 * topics that counts. The row of the relay also makes those wait who exchange keys at once.
 */
const exchange = (
  pool: pg.Pool,
  change: (tx: pg.PoolClient) => Promise<readonly number[]>,
): Promise<ExchangedKeys> =>
  inTransaction(pool, async (tx) => {
    await endRelayLead(tx);
    const forgotten = await change(tx);
    const believed = [...(await readSigningKeys(tx)).keys()].sort((a, b) => a - b);
    return { believed, forgotten };
  });
