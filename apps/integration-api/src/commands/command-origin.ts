import type { CommitMetadata } from '@cadastre/events';
import type { Call } from '../http/call.ts';
import { commandScopedId } from '../idempotency/command-ids.ts';

/** Who gives a command, in which request, and under which idempotency key. */
export type CommandOrigin = Pick<Call, 'tenantId' | 'actor' | 'correlationId' | 'claimed'>;

export const metadataOf = (origin: CommandOrigin): CommitMetadata => ({
  tenantId: origin.tenantId,
  actor: origin.actor,
  commandId: newId(origin, 'command'),
  correlationId: origin.correlationId,
  causationId: null,
});

/** The id of what the command makes: the same again when the same command is repeated under its key. */
export const newId = ({ claimed }: CommandOrigin, purpose: 'command' | 'integration' | 'sync'): string =>
  commandScopedId(claimed, purpose);
