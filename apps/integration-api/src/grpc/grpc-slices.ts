import type { Provider } from '@nestjs/common';
import { SequencedBell } from '../events/sequenced-bell.ts';
import { Calls } from './calls.ts';
import { GrpcServer } from './grpc-server.ts';
import { HealthService } from './health-service.ts';
import { ObservedCalls } from './observed-calls.ts';
import { StreamedCalls } from './streamed-calls.ts';
import { StreamDdl } from './streams/stream-ddl.ts';
import { SubscribeEvents } from './streams/subscribe-events.ts';
import { WatchSync } from './streams/watch-sync.ts';
import { UnaryCalls } from './unary-calls.ts';

/** The other way to the same endpoints. */
export const grpcProviders: Provider[] = [
  Calls,
  ObservedCalls,
  UnaryCalls,
  StreamedCalls,
  SequencedBell,
  WatchSync,
  StreamDdl,
  SubscribeEvents,
  HealthService,
  GrpcServer,
];
