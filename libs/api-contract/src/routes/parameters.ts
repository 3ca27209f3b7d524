import { z } from 'zod';
import { IntegrationId, SyncId } from '@cadastre/events';
import { text } from '../http/text.ts';

export const integrationParams = z.object({ integration_id: IntegrationId });
export const syncParams = z.object({ sync_id: SyncId });
export const objectParams = z.object({
  integration_id: IntegrationId,
  schema: text({ max: 255 }).meta({ description: 'Unquoted, percent-encoded.' }),
  name: text({ max: 255 }).meta({ description: 'Unquoted, percent-encoded.' }),
});
