import { createHash, hkdfSync } from 'node:crypto';

/** A key-encryption key: 32 bytes and the name they go by, which is derived from them and gives nothing away. */
export type KeyEncryptionKey = { readonly id: string; readonly bytes: Buffer };

/** `active` seals; the others only open what they sealed. */
export type KeyRing = { readonly active: KeyEncryptionKey; readonly others: readonly KeyEncryptionKey[] };

export const keyBytes = 32;

export const toKey = (bytes: Buffer): KeyEncryptionKey => ({
  id: createHash('sha256').update('cadastre key id').update(bytes).digest('hex').slice(0, 16),
  bytes,
});

export const findKey = ({ active, others }: KeyRing, id: string): KeyEncryptionKey | undefined =>
  [active, ...others].find((key) => key.id === id);

/** The one that stays the same when a new key is put in front. */
export const oldestKey = ({ active, others }: KeyRing): KeyEncryptionKey => others.at(-1) ?? active;

/** A key for another purpose: knowing it says nothing about the one it comes from. */
export const deriveKey = (key: KeyEncryptionKey, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key.bytes, Buffer.alloc(0), `cadastre/${purpose}`, keyBytes));
