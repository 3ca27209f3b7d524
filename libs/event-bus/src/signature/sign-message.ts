import { createHmac, timingSafeEqual, type Hmac, type KeyObject } from 'node:crypto';
import { eventHeader } from '../kafka/header-names.ts';

/** A secret under a number that messages name: see `signing-keys.ts`. */
export type SigningKey = { readonly id: number; readonly secret: KeyObject };

/** What of a message says which event it is, and where it belongs. */
export type SignedContent = {
  /** Names and values in turn, in the order of the message, which Kafka keeps. */
  readonly headers: readonly string[];
  readonly key: string;
  /** The stored text, byte for byte. */
  readonly value: string | Buffer;
};

/**
 * Every header that says something of the event, those of newer releases too: what they add is signed for those who know it, and does not
 * turn the message into somebody else's for those who do not. `traceparent` follows from these.
 */
export const isSignedHeader = (name: string): boolean =>
  name.startsWith('ce_') && name !== eventHeader.signature;

/** HMAC-SHA-256 (RFC 2104) behind the number of its key, e.g. `1.VGhlIHNpZ25hdHVyZQ`. */
export const signMessage = (content: SignedContent, { id, secret }: SigningKey): string =>
  `${id}.${hmac(content, secret).digest('base64url')}`;

/** The number of the key that a signature says it was made with; null where it is no signature. */
export const keyOfSignature = (signature: string): number | null => {
  const match = /^(\d{1,9})\.[\w-]{43}$/.exec(signature);
  return match === null ? null : Number(match[1]);
};

export const isSignedBy = (content: SignedContent, signature: string, secret: KeyObject): boolean => {
  const given = Buffer.from(signature.slice(signature.indexOf('.') + 1), 'base64url');
  const expected = hmac(content, secret).digest();
  return given.length === expected.length && timingSafeEqual(given, expected);
};

/** A JSON array ends where it ends: nothing can be moved between it and the value. */
const hmac = ({ headers, key, value }: SignedContent, secret: KeyObject): Hmac => {
  const head = JSON.stringify([...headers, key]);
  const made = createHmac('sha256', secret);
  // Each call costs as much as hashing some hundred bytes.
  return typeof value === 'string' ? made.update(head + value) : made.update(head).update(value);
};
