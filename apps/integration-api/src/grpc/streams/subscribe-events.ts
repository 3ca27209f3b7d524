import { Injectable } from '@nestjs/common';
import { SubscriptionInput } from '@cadastre/api-contract';
import type { RecordedEvent } from '@cadastre/events';
import type { Event, SubscribeEventsRequest, SubscribeEventsResponse } from '@cadastre/grpc-contract';
import { ApiPlatform } from '../../api-platform.ts';
import { followLog } from '../../events/follow-log.ts';
import { SequencedBell } from '../../events/sequenced-bell.ts';
import { AroundHandler } from '../../http/around-handler.ts';
import { parseInput } from '../../http/parse-input.ts';
import type { IncomingCall } from '../incoming-call.ts';
import { wordOf } from '../messages/enum-words.ts';
import { compact, present } from '../messages/fields.ts';
import type { Streaming } from '../streamed-calls.ts';

/** The log as a stream. */
@Injectable()
export class SubscribeEvents {
  constructor(
    private readonly platform: ApiPlatform,
    private readonly around: AroundHandler,
    private readonly bell: SequencedBell,
  ) {}

  readonly stream: Streaming<SubscribeEventsRequest, SubscribeEventsResponse> = (request, incoming) =>
    this.follow(request, incoming);

  private async *follow(
    request: SubscribeEventsRequest,
    incoming: IncomingCall & { tenantId: string; signal: AbortSignal },
  ): AsyncGenerator<SubscribeEventsResponse> {
    const { tenantId, signal } = incoming;
    const subscription = parseInput(SubscriptionInput, subscriptionOf(request));
    await this.around.waitFor(incoming);
    const { eventStore: store } = this.platform;
    for await (const batch of followLog({ store, tenantId, subscription, bell: this.bell, signal })) {
      const { events, position, headPosition: head_position } = batch;
      yield { events: events.map(eventMessage), position, head_position };
    }
  }
}

const subscriptionOf = ({ categories, heartbeat, ...others }: SubscribeEventsRequest): unknown =>
  compact({
    ...others,
    categories: categories.map((category) => wordOf('STREAM_CATEGORY', category)),
    heartbeat: undefined,
    heartbeat_ms: heartbeat && heartbeat.seconds * 1_000 + heartbeat.nanos / 1_000_000,
  });

const eventMessage = (event: RecordedEvent): Event => ({
  event_id: event.eventId,
  position: event.position ?? 0,
  type: event.type,
  schema_version: event.schemaVersion,
  stream_id: event.streamId,
  stream_version: event.version,
  commit_id: event.commitId,
  ordinal: event.ordinal,
  data: Buffer.from(JSON.stringify(event.data)),
  recorded_at: event.metadata.recordedAt,
  actor: event.metadata.actor,
  command_id: event.metadata.commandId,
  correlation_id: event.metadata.correlationId,
  causation_id: present(event.metadata.causationId),
});
