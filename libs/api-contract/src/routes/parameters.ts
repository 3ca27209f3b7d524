import { z } from 'zod';
import { IntegrationId, SyncId } from '@cadastre/events';

export const integrationParams = z.object({ integration_id: IntegrationId });
export const syncParams = z.object({ sync_id: SyncId });
