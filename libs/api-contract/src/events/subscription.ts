import { z } from 'zod';
import { IntegrationId, eventCategories, eventTypes } from '@cadastre/events';

/** What a subscriber to the log asks for; filters are ANDed, an empty one lets everything through. */
export const SubscriptionInput = z.strictObject({
  after_position: z.int().nonnegative().optional().meta({
    description: 'Events after this position; 0: from the first. Left out: what comes from now on.',
  }),
  types: z.array(z.enum(eventTypes)).max(100).default([]),
  categories: z.array(z.enum(eventCategories)).max(10).default([]),
  integration_ids: z.array(IntegrationId).max(1_000).default([]),
  stop_at_head: z.boolean().default(false).meta({ description: 'Ends with what is in the log now.' }),
  heartbeat_ms: z.number().min(1_000).max(60_000).default(15_000),
});
export type SubscriptionInput = z.output<typeof SubscriptionInput>;
