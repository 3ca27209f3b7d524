import { createHmac, randomBytes } from 'node:crypto';
import type { Queryable } from '@cadastre/postgres';
import { decrypt, encrypt } from './envelope.ts';
import { deriveKey, findKey, keyBytes, oldestKey, type KeyRing } from './keys/key-ring.ts';
import { CredentialNotFound, CredentialUnreadable } from './vault-error.ts';

/** What of a credential is secret. */
export type CredentialSecret = { readonly password: string; readonly ca_pem: string | null };

/** Which credential: a new one of the same integration gets the next version. */
export type CredentialPlace = {
  readonly tenantId: string;
  readonly integrationId: string;
  readonly version: number;
};

type Row = { key_id: string; wrapped_key: Buffer; ciphertext: Buffer };

/** Bump when the layout of what is sealed changes: it is bound to every ciphertext. */
const layout = 1;

/**
 * Credentials, each encrypted under a data key of its own, which is wrapped by the key-encryption key. Both
 * ciphertexts are bound to their place, so a row copied to another tenant or integration does not open.
 */
export class CredentialVault {
  private readonly pool: Queryable;
  private readonly keyRing: KeyRing;
  private readonly macKey: Buffer;

  constructor({ pool, keyRing }: { pool: Queryable; keyRing: KeyRing }) {
    this.pool = pool;
    this.keyRing = keyRing;
    this.macKey = deriveKey(oldestKey(keyRing), 'mac');
  }

  /** In the transaction of the event that refers to it. */
  async seal(
    tx: Queryable,
    credential: CredentialPlace & { readonly secret: CredentialSecret },
  ): Promise<void> {
    const { secret, ...place } = credential;
    const { active } = this.keyRing;
    const dataKey = randomBytes(keyBytes);
    const plaintext = Buffer.from(JSON.stringify(secret));
    const wrapped = encrypt(active.bytes, dataKey, context(place, active.id, 'data-key'));
    const ciphertext = encrypt(dataKey, plaintext, context(place, active.id, 'credential'));
    dataKey.fill(0);
    plaintext.fill(0);
    await tx.query(
      /* sql */ `
      insert into vault.credentials (tenant_id, integration_id, version, key_id, wrapped_key, ciphertext)
      values ($1, $2, $3, $4, $5, $6)`,
      [place.tenantId, place.integrationId, place.version, active.id, wrapped, ciphertext],
    );
  }

  /** @throws CredentialNotFound, CredentialUnreadable */
  async open(place: CredentialPlace): Promise<CredentialSecret> {
    const { tenantId, integrationId, version } = place;
    const { rows } = await this.pool.query<Row>(
      /* sql */ `
      select key_id, wrapped_key, ciphertext from vault.credentials
       where tenant_id = $1 and integration_id = $2 and version = $3`,
      [tenantId, integrationId, version],
    );
    const row = rows[0];
    if (row === undefined) throw new CredentialNotFound({ integrationId, version });
    try {
      return this.unseal(place, row);
    } catch {
      throw new CredentialUnreadable({ integrationId, version, keyId: row.key_id });
    }
  }

  /** Destroys every credential of an integration, or all but the version to keep. For good: no key opens them any more. */
  async shred(
    tx: Queryable,
    {
      tenantId,
      integrationId,
      exceptVersion = null,
    }: { tenantId: string; integrationId: string; exceptVersion?: number | null },
  ): Promise<void> {
    await tx.query(
      /* sql */ `
      delete from vault.credentials
       where tenant_id = $1 and integration_id = $2 and ($3::integer is null or version <> $3)`,
      [tenantId, integrationId, exceptVersion],
    );
  }

  /**
   * Ids of keys that credentials were sealed with and that this ring does not have. Anything but an empty list means
   * that the wrong key file was given, or that a new one was made beside an old database.
   */
  async missingKeys(): Promise<string[]> {
    const { rows } = await this.pool.query<{ key_id: string }>(
      'select distinct key_id from vault.credentials order by key_id',
    );
    return rows.map(({ key_id }) => key_id).filter((id) => findKey(this.keyRing, id) === undefined);
  }

  /** A fingerprint that only this installation can make, so that nobody can try passwords against it. Hex. */
  mac(text: string): string {
    return createHmac('sha256', this.macKey).update(text).digest('hex');
  }

  private unseal(place: CredentialPlace, row: Row): CredentialSecret {
    const key = findKey(this.keyRing, row.key_id);
    if (key === undefined) throw new Error('no such key');
    const dataKey = decrypt(key.bytes, row.wrapped_key, context(place, key.id, 'data-key'));
    try {
      const plaintext = decrypt(dataKey, row.ciphertext, context(place, key.id, 'credential'));
      const secret = JSON.parse(plaintext.toString()) as CredentialSecret;
      plaintext.fill(0);
      return secret;
    } finally {
      dataKey.fill(0);
    }
  }
}

const context = (place: CredentialPlace, keyId: string, purpose: 'data-key' | 'credential'): Buffer =>
  Buffer.from(JSON.stringify([layout, place.tenantId, place.integrationId, place.version, keyId, purpose]));
