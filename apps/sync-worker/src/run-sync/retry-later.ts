import { loadState } from '@cadastre/event-store';
import { integrationToRead } from '@cadastre/integration';
import type { Retry } from '@cadastre/leased-jobs';
import type { Attempt } from './attempt.ts';

/**
 * Gives the job back for a later attempt. Address or credential may have been changed while this one ran: the doorbell
 * found nothing that waited then, so it is looked for here, once the job waits.
 */
export const retryLater = async (
  { platform, claim, integration, integrationId }: Attempt,
  retry: Retry,
): Promise<void> => {
  const { tenantId, kind } = claim;
  await platform.jobs.retryLater(platform.pool, claim, retry);
  const { state: present } = await loadState(platform.eventStore, tenantId, integrationToRead(integrationId));
  if (present?.credentialVersion === integration.credentialVersion) return;
  await platform.jobs.bringForward(platform.pool, { tenantId, kind, subjectId: integrationId });
};
