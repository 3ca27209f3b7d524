import { hash, randomBytes } from 'node:crypto';
import { SharedQuestions, type Queryable } from '@cadastre/postgres';
import { newUuid } from '../new-uuid.ts';

export type ApiKey = {
  readonly keyId: string;
  readonly tenantId: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
};

const columns = `key_id as "keyId", tenant_id as "tenantId", name, created_at as "createdAt",
  expires_at as "expiresAt", revoked_at as "revokedAt"`;

/** 256 random bits: nothing to guess, so a plain SHA-256 is enough to store. The prefix lets scanners find leaks. */
const newSecret = (): string => `cadastre_${randomBytes(32).toString('base64url')}`;

const sha256 = (text: string): Buffer => hash('sha256', text, 'buffer');

/** Makes a key for a tenant. `secret` is what the caller sends; this is the only time it can be seen. */
export const createApiKey = async (
  db: Queryable,
  { tenantId, name, expiresAt = null }: { tenantId: string; name: string; expiresAt?: Date | null },
): Promise<{ key: ApiKey; secret: string }> => {
  const secret = newSecret();
  const { rows } = await db.query<ApiKey>(
    /* sql */ `
    insert into api.api_keys (key_id, tenant_id, name, key_sha256, expires_at)
    values ($1, $2, $3, $4, $5)
    returning ${columns}`,
    [newUuid(), tenantId, name, sha256(secret), expiresAt],
  );
  return { key: rows[0] as ApiKey, secret };
};

/** All keys of a tenant, revoked ones too, oldest first. */
export const listApiKeys = async (db: Queryable, { tenantId }: { tenantId: string }): Promise<ApiKey[]> => {
  const { rows } = await db.query<ApiKey>(
    /* sql */ `select ${columns} from api.api_keys where tenant_id = $1 order by created_at, key_id`,
    [tenantId],
  );
  return rows;
};

/** Takes effect with the next request. @returns false if the tenant has no such key that is still valid */
export const revokeApiKey = async (
  db: Queryable,
  { tenantId, keyId }: { tenantId: string; keyId: string },
): Promise<boolean> => {
  const { rowCount } = await db.query(
    /* sql */ `
    update api.api_keys set revoked_at = now()
     where tenant_id = $1 and key_id = $2 and revoked_at is null`,
    [tenantId, keyId],
  );
  return rowCount === 1;
};

/** Whose key this is; null for one that is unknown, expired or revoked when it is asked. */
export type FindApiKey = (secret: string) => Promise<ApiKey | null>;

/** Asked for every request: keys of one moment are looked up together, and planned once for each connection. */
export const apiKeyFinder = (db: Queryable): FindApiKey => {
  const questions = new SharedQuestions<Buffer, ApiKey | null>({
    ask: async (hashes) => {
      const { rows } = await db.query<ApiKey & { hash: string }>({
        name: 'api.find-keys',
        text: /* sql */ `
        select ${columns}, encode(key_sha256, 'hex') as hash from api.api_keys
         where key_sha256 = any($1::bytea[]) and revoked_at is null and (expires_at is null or expires_at > now())`,
        values: [hashes],
      });
      const found = new Map(rows.map(({ hash, ...key }) => [hash, key]));
      return hashes.map((hash) => found.get(hash.toString('hex')) ?? null);
    },
    maxQuestionsPerCall: 64,
    maxCalls: 2,
  });
  return (secret) => questions.ask(sha256(secret));
};
