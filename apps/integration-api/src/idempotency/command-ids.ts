import { v5 } from 'uuid';
import { newUuid } from '../new-uuid.ts';

/** Names in this space are ours: no other program derives the same ids. */
const namespace = '6b1f0e5c-8a57-5d0c-9a43-3f6f2a0c7d11';

/** What is known of a key once it is claimed: the same seed for every attempt at one command, another for the next. */
export type Idempotency = { readonly seed: string };

/**
 * The id of a thing that a command makes. With an idempotency key it follows from the key's seed, so that a repetition
 * after a crash makes the same thing, and the same request a day later makes a new one.
 */
export const commandScopedId = (
  idempotency: Idempotency | null,
  purpose: 'command' | 'integration' | 'sync',
): string => (idempotency === null ? newUuid() : v5(JSON.stringify([idempotency.seed, purpose]), namespace));
