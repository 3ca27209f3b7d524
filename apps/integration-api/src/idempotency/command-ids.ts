import { v5, v7 } from 'uuid';

/** Names in this space are ours: no other program derives the same ids. */
const namespace = '6b1f0e5c-8a57-5d0c-9a43-3f6f2a0c7d11';

export type Idempotency = { readonly key: string; readonly requestMac: string };

/**
 * The id of a thing that a command makes. With an idempotency key it follows from tenant, key and request, so that a
 * repetition after a crash makes the same thing; the request is part of it, for a key may come back after 24 hours.
 */
export const commandScopedId = (
  tenantId: string,
  idempotency: Idempotency | null,
  purpose: 'command' | 'integration' | 'sync',
): string =>
  idempotency === null
    ? v7()
    : v5(JSON.stringify([tenantId, idempotency.key, idempotency.requestMac, purpose]), namespace);
