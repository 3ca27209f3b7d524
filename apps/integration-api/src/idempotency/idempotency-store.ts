import { z } from 'zod';
import type { Queryable } from '@cadastre/postgres';

/** An answer as it is kept: enough to give it again, and nothing secret, for no answer has secrets. */
export const StoredAnswer = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  /** None of a 204, and none in the JSON that is kept. */
  body: z.unknown().optional(),
});
export type StoredAnswer = z.infer<typeof StoredAnswer>;

type KeyOf = { tenantId: string; key: string };

/** How long one attempt may take before another may take over: longer than any command does. */
const lockSeconds = 30;
const keepHours = 24;

export type Claim =
  /** `isNew`: no attempt before this one can have done anything. */
  | { readonly outcome: 'claimed'; readonly seed: string; readonly isNew: boolean }
  | { readonly outcome: 'answered'; readonly answer: StoredAnswer }
  | { readonly outcome: 'in-use'; readonly secondsLeft: number }
  | { readonly outcome: 'other-request' };

/**
 * Takes the key for an attempt. One statement decides between attempts that arrive together: the primary key
 * lets one of them in. An attempt whose process died is taken over after `lockSeconds`, with its seed.
 */
export const claimKey = async (
  db: Queryable,
  { tenantId, key, requestMac, attempt }: KeyOf & { requestMac: string; attempt: string },
): Promise<Claim> => {
  const { rows } = await db.query<{ seed: string; isNew: boolean }>(
    /* sql */ `
    insert into api.idempotency_keys as held (tenant_id, key, request_mac, attempt, locked_until, expires_at)
    values ($1, $2, $3, $4, now() + make_interval(secs => $5), now() + make_interval(hours => $6))
    on conflict (tenant_id, key) do update
       set request_mac = excluded.request_mac, attempt = excluded.attempt, answer = null,
           seed = case when held.expires_at < now() then excluded.seed else held.seed end,
           locked_until = excluded.locked_until, expires_at = excluded.expires_at, created_at = now()
     where held.expires_at < now()
        or (held.answer is null and held.locked_until < now() and held.request_mac = excluded.request_mac)
    returning held.seed, held.xmax = 0 as "isNew"`, // a row that was there has been locked, and shows by whom
    [tenantId, key, requestMac, attempt, lockSeconds, keepHours],
  );
  const [taken] = rows;
  return taken === undefined
    ? existingClaim(db, { tenantId, key, requestMac })
    : { outcome: 'claimed', ...taken };
};

const existingClaim = async (
  db: Queryable,
  { tenantId, key, requestMac }: KeyOf & { requestMac: string },
): Promise<Claim> => {
  const { rows } = await db.query<{ mac: string; answer: unknown; secondsLeft: number }>(
    /* sql */ `
    select request_mac as mac, answer,
           ceil(extract(epoch from greatest(locked_until, now()) - now()))::int as "secondsLeft"
      from api.idempotency_keys where tenant_id = $1 and key = $2`,
    [tenantId, key],
  );
  const [row] = rows;
  // The holder gave the key back in between: the client's repetition will get it.
  if (row === undefined) return { outcome: 'in-use', secondsLeft: 1 };
  if (row.mac !== requestMac) return { outcome: 'other-request' };
  if (row.answer === null) return { outcome: 'in-use', secondsLeft: Math.max(1, row.secondsLeft) };
  return { outcome: 'answered', answer: StoredAnswer.parse(row.answer) };
};

/** Keeps the answer; does nothing when another attempt has taken over (it gives the same answer). */
export const storeAnswer = async (
  db: Queryable,
  { tenantId, key, attempt, answer }: KeyOf & { attempt: string; answer: StoredAnswer },
): Promise<void> => {
  await db.query(
    /* sql */ `
    update api.idempotency_keys set answer = $4
     where tenant_id = $1 and key = $2 and attempt = $3`,
    [tenantId, key, attempt, JSON.stringify(answer)],
  );
};

/** Whether anything was done is not known: the next attempt may begin at once, and under the same seed. */
export const unlockKey = async (
  db: Queryable,
  { tenantId, key, attempt }: KeyOf & { attempt: string },
): Promise<void> => {
  await db.query(
    /* sql */ `
    update api.idempotency_keys set locked_until = '-infinity'
     where tenant_id = $1 and key = $2 and attempt = $3 and answer is null`,
    [tenantId, key, attempt],
  );
};

/** Nothing was done, so the key is free again, for a corrected request too. */
export const releaseKey = async (
  db: Queryable,
  { tenantId, key, attempt }: KeyOf & { attempt: string },
): Promise<void> => {
  await db.query(
    /* sql */ `
    delete from api.idempotency_keys where tenant_id = $1 and key = $2 and attempt = $3 and answer is null`,
    [tenantId, key, attempt],
  );
};

/** @returns how many were removed; at most `limit`, so that a backlog does not become one long transaction */
export const removeExpiredKeys = async (db: Queryable, limit: number): Promise<number> => {
  const { rowCount } = await db.query(
    /* sql */ `
    delete from api.idempotency_keys
     where (tenant_id, key) in (
       select tenant_id, key from api.idempotency_keys
        where expires_at < now() order by expires_at limit $1 for update skip locked)`,
    [limit],
  );
  return rowCount ?? 0;
};
