import { z } from 'zod';
import { Timestamp } from '@cadastre/events';
import { pageOf } from '../http/page.ts';

export const ParkedKeyState = z.enum(['parked', 'retry-requested', 'skip-requested']).meta({
  id: 'ParkedKeyState',
  description: '`parked`: waits for a person. The others: a projector does it at its next turn.',
});
export type ParkedKeyState = z.infer<typeof ParkedKeyState>;

const position = z.int().positive().meta({ description: 'In the log.' });

/** What a projection could not apply. Says nothing of what is in the event. */
export const ParkedKey = z
  .object({
    projection: z.string().meta({ examples: ['read_model.catalog'] }),
    key: z.string().meta({ description: 'What its events are about: an integration, a sync, a stream.' }),
    state: ParkedKeyState,
    position: position.meta({ description: 'Of the event that cannot be applied; those behind it wait.' }),
    event_id: z.string(),
    event_type: z.string(),
    code: z.string().meta({ description: 'Class of the failure, an SQLSTATE for one.', examples: ['22003'] }),
    reason: z.string().meta({ description: 'For people, without any data of the event.' }),
    tries: z.int().positive(),
    parked_at: Timestamp,
    waiting_events: z.int().nonnegative().meta({ description: 'How many wait, this one included.' }),
    requested_by: z
      .string()
      .nullable()
      .meta({ description: 'Who asked for what is to be done; null while nobody has.' }),
    requested_at: Timestamp.nullable(),
    is_dead_lettered: z.boolean().meta({
      description: 'A copy of the event is in the dead-letter topic; only where Kafka is used.',
    }),
  })
  .meta({
    id: 'ParkedKey',
    description: 'A key whose events a projection could not apply; all other keys go on.',
  });
export type ParkedKey = z.infer<typeof ParkedKey>;

export const ParkedKeyPage = pageOf(ParkedKey, {
  id: 'ParkedKeyPage',
  description: 'Parked keys by projection and key.',
});

const ParkedEvent = z
  .object({ position, event_id: z.string(), type: z.string(), stream: z.string(), recorded_at: Timestamp })
  .meta({ id: 'ParkedEvent', description: 'An event that waits to be applied, without its data.' });

const ParkedKeyRequest = z
  .object({
    request_id: z.int(),
    action: z.enum(['retry', 'skip']),
    position: position.meta({ description: 'Where the key stood when it was asked.' }),
    requested_by: z.string(),
    correlation_id: z.string().nullable(),
    requested_at: Timestamp,
    has_skipped: z
      .boolean()
      .meta({ description: 'That event was given up: the read model lacks it until it is rebuilt.' }),
    outcome: z.enum(['freed', 'stuck', 'replaced', 'withdrawn', 'rebuilt']).nullable().meta({
      description:
        'null: not done yet. freed: nothing is parked any more. stuck: an event still could not be applied. replaced: somebody asked for the other thing first. withdrawn: it could not be tried. rebuilt: the read model was made anew.',
    }),
    settled_at: Timestamp.nullable(),
  })
  .meta({ id: 'ParkedKeyRequest', description: 'What a person asked for, and what came of it.' });

export const ParkedKeyDetail = ParkedKey.extend({
  events: z.array(ParkedEvent).meta({ description: 'The first 100 that wait, in order.' }),
  has_more_events: z.boolean(),
  requests: z.array(ParkedKeyRequest).meta({ description: 'The last 20, newest first.' }),
}).meta({ id: 'ParkedKeyDetail', description: 'A parked key with what waits under it.' });
export type ParkedKeyDetail = z.infer<typeof ParkedKeyDetail>;

export const SkipParkedEventInput = z
  .strictObject({
    position: position.meta({
      description: 'Of the event to be given up. Refused when the key does not stand there any more.',
    }),
  })
  .meta({ id: 'SkipParkedEventInput', examples: [{ position: 4711 }] });

/** The answer to a retry or a skip. */
export const ParkedKeyRequested = z
  .object({
    request_id: z.int(),
    projection: z.string(),
    key: z.string(),
    state: ParkedKeyState,
    position,
    waiting_events: z.int().nonnegative(),
    requested_by: z.string().nullable(),
    requested_at: Timestamp.nullable(),
    detail: z.string().meta({ description: 'What will happen.' }),
  })
  .meta({ id: 'ParkedKeyRequested' });
export type ParkedKeyRequested = z.infer<typeof ParkedKeyRequested>;
