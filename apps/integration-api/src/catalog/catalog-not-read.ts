import type { CatalogReading } from '@cadastre/catalog-read-model';
import { ApiError } from '../http/api-error.ts';

/** The refusal of an integration no sync of which was completed, with the way to one that is. */
export const catalogNotRead = (integrationId: string, reading: CatalogReading): ApiError => {
  const { latest } = reading;
  return new ApiError('catalog-not-read', 'No sync of this integration has been completed yet', {
    members: latest === null ? {} : { sync_id: latest.syncId },
    hint: wayToOne(integrationId, reading),
  });
};

const running = new Set(['STARTED', 'PROCESSING']);

const wayToOne = (integrationId: string, { latest, integrationStatus }: CatalogReading): string => {
  if (latest !== null && running.has(latest.status))
    return `A sync is under way: GET /syncs/${latest.syncId} says how far it is. Ask again when it is COMPLETED.`;
  const enable = integrationStatus === 'disabled' ? `POST /integrations/${integrationId}/enable, then ` : '';
  const start = `Start a sync: ${enable}POST /integrations/${integrationId}/sync`;
  if (latest === null) return `${start}.`;
  const why = `The latest sync is ${latest.status}: GET /syncs/${latest.syncId} says why.`;
  return latest.deadLetter
    ? `${why} When the cause is gone: ${enable}POST /syncs/${latest.syncId}/requeue.`
    : `${why} ${start}.`;
};
