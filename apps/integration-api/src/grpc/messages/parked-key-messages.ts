import type { ParkedKey, ParkedKeyDetail, ParkedKeyRequested } from '@cadastre/api-contract';
import {
  ParkedKeyAction,
  ParkedKeyOutcome,
  ParkedKeyState,
  type GetParkedKeyResponse,
  type ParkedKey as ParkedKeyMessage,
  type RetryParkedKeyResponse,
} from '@cadastre/grpc-contract';
import { valueOf, wordOf } from './enum-words.ts';
import { present } from './fields.ts';

export const parkedStateOf = (value: ParkedKeyState): string | undefined => wordOf('PARKED_KEY_STATE', value);

const stateValue = (state: ParkedKey['state']): ParkedKeyState =>
  valueOf(ParkedKeyState, 'PARKED_KEY_STATE', state);

export const parkedKeyMessage = (body: ParkedKey): ParkedKeyMessage => ({
  projection: body.projection,
  key: body.key,
  state: stateValue(body.state),
  position: body.position,
  event_id: body.event_id,
  event_type: body.event_type,
  code: body.code,
  reason: body.reason,
  tries: body.tries,
  parked_at: body.parked_at,
  waiting_events: body.waiting_events,
  requested_by: present(body.requested_by),
  requested_at: present(body.requested_at),
  is_dead_lettered: body.is_dead_lettered,
});

export const parkedKeyDetailMessage = (body: ParkedKeyDetail): GetParkedKeyResponse => ({
  parked_key: parkedKeyMessage(body),
  events: body.events,
  has_more_events: body.has_more_events,
  requests: body.requests.map((request) => ({
    ...request,
    action: valueOf(ParkedKeyAction, 'PARKED_KEY_ACTION', request.action),
    correlation_id: present(request.correlation_id),
    outcome: valueOf(ParkedKeyOutcome, 'PARKED_KEY_OUTCOME', request.outcome ?? 'unspecified'),
    settled_at: present(request.settled_at),
  })),
});

/** The same for a retry and a skip. */
export const requestedMessage = (body: ParkedKeyRequested): RetryParkedKeyResponse => ({
  ...body,
  state: stateValue(body.state),
  requested_by: present(body.requested_by),
  requested_at: present(body.requested_at),
});
