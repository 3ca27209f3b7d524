import { z } from 'zod';
import { defineEvent, type EventOf } from '../define-event.ts';
import { IntegrationId, SyncId, Timestamp } from '../vocabulary.ts';
import { RelationStatistics } from './catalog-facts.ts';

/** Sizes and row estimates that moved since they were last seen; a page of relations. */
export const StatisticsObserved = defineEvent({
  type: 'StatisticsObserved',
  category: 'catalog',
  schema: z.object({
    integration_id: IntegrationId,
    sync_id: SyncId,
    relations: z.array(RelationStatistics).min(1),
    observed_at: Timestamp,
  }),
});
export type StatisticsObserved = EventOf<typeof StatisticsObserved>;
