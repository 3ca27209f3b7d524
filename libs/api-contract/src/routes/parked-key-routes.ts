import { z } from 'zod';
import { pageQuery } from '../http/page.ts';
import { text } from '../http/text.ts';
import {
  ParkedKeyDetail,
  ParkedKeyPage,
  ParkedKeyRequested,
  ParkedKeyState,
  SkipParkedEventInput,
} from '../projections/parked-key.ts';
import { defineRoute } from './route.ts';

const projection = text({ max: 200 }).meta({ description: 'Name of a projection.' });
const params = z.object({
  projection,
  key: text({ max: 1_000 }).meta({ description: 'Percent-encoded.' }),
});
const tag = 'Parked keys';
const ofOne = { tag, params, notFound: 'parked-key-not-found', access: 'key' } as const;
const asked = (description: string) =>
  [
    {
      status: 202,
      description,
      body: ParkedKeyRequested,
      headers: { Location: 'Path of the parked key, 404 once it is free' },
    },
  ] as const;

export const parkedKeyRoutes = {
  listParkedKeys: defineRoute({
    id: 'listParkedKeys',
    method: 'GET',
    path: '/parked-keys',
    tag,
    kind: 'query',
    access: 'key',
    summary: 'List what projections could not apply',
    query: z.object({
      ...pageQuery,
      projection: projection.optional(),
      state: ParkedKeyState.optional(),
    }),
    answers: [{ status: 200, description: 'By projection and key', body: ParkedKeyPage }],
    problems: [],
  }),
  getParkedKey: defineRoute({
    ...ofOne,
    id: 'getParkedKey',
    method: 'GET',
    path: '/parked-keys/{projection}/{key}',
    kind: 'query',
    summary: 'Get a parked key with the events that wait',
    answers: [{ status: 200, description: 'Why, since when, what waits, who asked', body: ParkedKeyDetail }],
    problems: [],
  }),
  retryParkedKey: defineRoute({
    ...ofOne,
    id: 'retryParkedKey',
    method: 'POST',
    path: '/parked-keys/{projection}/{key}/retry',
    kind: 'command',
    summary: 'Apply the events again that wait, in order',
    description:
      'For after the cause was mended. A projector does it at its next turn; an event that still cannot be applied keeps the key parked, and `tries` grows. Asked twice is asked once.',
    answers: asked('A projector will do it'),
    problems: [],
  }),
  skipParkedEvent: defineRoute({
    ...ofOne,
    id: 'skipParkedEvent',
    method: 'POST',
    path: '/parked-keys/{projection}/{key}/skip',
    kind: 'command',
    summary: 'Give up the one event that cannot be applied',
    description:
      'The read model lacks that event until it is rebuilt; the log keeps it. Those behind it are applied. The body names the position that is given up, so that no other event can be hit.',
    body: SkipParkedEventInput,
    answers: asked('A projector will do it'),
    problems: ['parked-position-moved'],
  }),
} as const;
