import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inTransaction } from '@cadastre/postgres';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import {
  CredentialNotFound,
  CredentialUnreadable,
  CredentialVault,
  toKey,
  vaultSchema,
  type CredentialPlace,
  type KeyRing,
} from '../../src/index.ts';

let database: TestDatabase;
let vault: CredentialVault;
const ring: KeyRing = { active: toKey(randomBytes(32)), others: [] };
const secret = { password: 'CANARY-pässwörd \n%"', ca_pem: 'CANARY-certificate' };

beforeAll(async () => {
  database = await createTestDatabase({ schemas: [vaultSchema] });
  vault = new CredentialVault({ pool: database.pool, keyRing: ring });
});
afterAll(() => database.drop());

const place = (change: Partial<CredentialPlace> = {}): CredentialPlace => ({
  tenantId: 'acme',
  integrationId: randomUUID(),
  version: 1,
  ...change,
});
const seal = async (at: CredentialPlace, what = secret): Promise<CredentialPlace> => {
  await vault.seal(database.pool, { ...at, secret: what });
  return at;
};
const change = (at: CredentialPlace, assignment: string, ...values: unknown[]) =>
  database.pool.query(
    `update vault.credentials set ${assignment} where tenant_id = $1 and integration_id = $2 and version = $3`,
    [at.tenantId, at.integrationId, at.version, ...values],
  );
const refusal = (opening: Promise<unknown>): Promise<Error> =>
  opening.then(
    () => Promise.reject(new Error('was opened')),
    (error: unknown) => error as Error,
  );

describe('a sealed credential', () => {
  test('opens as it was', async () => {
    const at = await seal(place());
    expect(await vault.open(at)).toEqual(secret);
    const bare = await seal(place(), { ...secret, ca_pem: null as unknown as string });
    expect(await vault.open(bare)).toEqual({ password: secret.password, ca_pem: null });
  });

  test('is nowhere in the database in a form that can be read', async () => {
    await seal(place());
    const { rows } = await database.pool.query<{ row: string }>(
      'select c::text as row from vault.credentials c',
    );
    const hex = Buffer.from('CANARY').toString('hex');
    for (const { row } of rows) expect(row).not.toMatch(new RegExp(`CANARY|${hex}`));
  });

  test('is gone when the transaction that sealed it is rolled back', async () => {
    const at = place();
    const failing = inTransaction(database.pool, async (tx) => {
      await vault.seal(tx, { ...at, secret });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await expect(vault.open(at)).rejects.toThrow(CredentialNotFound);
  });

  test('is not sealed over: a new one is a new version', async () => {
    const at = await seal(place());
    const error = await refusal(seal(at, { password: 'CANARY-other', ca_pem: 'x' }));
    expect(JSON.stringify([error.message, error])).not.toContain('CANARY');
    expect(await vault.open(at)).toEqual(secret);
  });
});

describe('a credential that was tampered with', () => {
  const flipped = (column: string): string =>
    `${column} = set_byte(${column}, 20, get_byte(${column}, 20) # 1)`;
  test.each([
    ['the ciphertext changed', flipped('ciphertext')],
    ['the wrapped key changed', flipped('wrapped_key')],
    ['the ciphertext cut', 'ciphertext = substr(ciphertext, 1, length(ciphertext) - 1)'],
    ['the tag cut to four bytes', 'ciphertext = substr(ciphertext, 1, 16) || substr(ciphertext, 29)'],
    ['nothing left', `ciphertext = ''`],
    ['another key named', `key_id = '0123456789abcdef'`],
    ['key and ciphertext swapped', 'ciphertext = wrapped_key, wrapped_key = ciphertext'],
  ])('does not open: %s', async (_, assignment) => {
    const at = await seal(place());
    await change(at, assignment);
    const error = await refusal(vault.open(at));
    expect(error).toBeInstanceOf(CredentialUnreadable);
    expect(JSON.stringify([error.message, error.cause, error])).not.toContain('CANARY');
  });

  test.each<[string, (of: CredentialPlace) => CredentialPlace]>([
    ['another integration', () => place()],
    ['another tenant', ({ integrationId }) => place({ tenantId: 'evil', integrationId })],
    ['another version', ({ integrationId }) => place({ integrationId, version: 2 })],
  ])('does not open in the place of %s', async (_, elsewhere) => {
    const from = await seal(place());
    const to = await seal(elsewhere(from), { password: 'own', ca_pem: 'own' });
    await database.pool.query(
      `update vault.credentials c set wrapped_key = f.wrapped_key, ciphertext = f.ciphertext
         from vault.credentials f
        where f.tenant_id = $1 and f.integration_id = $2 and f.version = $3
          and c.tenant_id = $4 and c.integration_id = $5 and c.version = $6`,
      [from.tenantId, from.integrationId, from.version, to.tenantId, to.integrationId, to.version],
    );
    await expect(vault.open(to)).rejects.toThrow(CredentialUnreadable);
  });
});

describe('a shredded credential', () => {
  const rows = async ({ tenantId, integrationId }: CredentialPlace): Promise<unknown[]> => {
    const sql =
      'select version from vault.credentials where tenant_id = $1 and integration_id = $2 order by version';
    return (await database.pool.query<{ version: number }>(sql, [tenantId, integrationId])).rows;
  };

  test('is gone with every version, and its key', async () => {
    const at = await seal(place());
    await seal({ ...at, version: 2 });
    await vault.shred(database.pool, at);
    await expect(vault.open(at)).rejects.toThrow(CredentialNotFound);
    expect(await rows(at)).toEqual([]);
  });

  test('leaves the version to keep, and everybody else’s', async () => {
    const at = await seal(place());
    await seal({ ...at, version: 2 });
    const neighbour = await seal(place({ tenantId: 'other', integrationId: at.integrationId }));
    await vault.shred(database.pool, { ...at, exceptVersion: 2 });
    expect(await rows(at)).toEqual([{ version: 2 }]);
    expect(await vault.open(neighbour)).toEqual(secret);
  });
});

describe('a key ring', () => {
  const rotated: KeyRing = { active: toKey(randomBytes(32)), others: [ring.active] };

  test('opens with the key that sealed, and seals with the new one', async () => {
    const old = await seal(place());
    const after = new CredentialVault({ pool: database.pool, keyRing: rotated });
    expect(await after.open(old)).toEqual(secret);
    const fresh = place();
    await after.seal(database.pool, { ...fresh, secret });
    await expect(vault.open(fresh)).rejects.toThrow(CredentialUnreadable);
    expect(await after.missingKeys()).not.toContain(rotated.active.id);
    expect(await vault.missingKeys()).toContain(rotated.active.id);
    await after.shred(database.pool, fresh);
  });

  test('fingerprints stay the same through a rotation, and differ between installations', () => {
    const other = new CredentialVault({
      pool: database.pool,
      keyRing: { active: toKey(randomBytes(32)), others: [] },
    });
    const after = new CredentialVault({ pool: database.pool, keyRing: rotated });
    expect(vault.mac('text')).toMatch(/^[0-9a-f]{64}$/);
    expect(after.mac('text')).toBe(vault.mac('text'));
    expect(other.mac('text')).not.toBe(vault.mac('text'));
    expect(vault.mac('text ')).not.toBe(vault.mac('text'));
  });
});
