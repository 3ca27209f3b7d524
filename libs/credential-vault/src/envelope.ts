import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
/** Pinned: Node would otherwise accept a tag cut down to four bytes, which can be guessed. */
const authTagLength = 16;

/** nonce ‖ tag ‖ ciphertext. `context` is bound to it: opening it under another one fails. */
export const encrypt = (key: Buffer, plaintext: Buffer, context: Buffer): Buffer => {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength }).setAAD(context);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
};

/** @throws an error that says nothing, if anything is not as it was sealed */
export const decrypt = (key: Buffer, sealed: Buffer, context: Buffer): Buffer => {
  if (sealed.length < nonceBytes + authTagLength) throw new Error('sealed text is too short');
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes), { authTagLength }).setAAD(
    context,
  );
  decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + authTagLength));
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + authTagLength)), decipher.final()]);
};
