import { integrationStream, type IntegrationId } from '@cadastre/events';
import { integrationFold, integrationStateVersion } from './integration-state.ts';

/** An integration's stream as it is read before a decision: every sync adds to it, so its state is kept in snapshots. */
export const integrationToRead = (integrationId: IntegrationId) => ({
  streamId: integrationStream(integrationId),
  fold: integrationFold,
  snapshots: { name: `integration@${integrationStateVersion}` },
});
