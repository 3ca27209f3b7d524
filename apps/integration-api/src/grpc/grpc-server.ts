import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Server, ServerCredentials, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { protoPath as healthProto, service as healthDefinition } from 'grpc-health-check';
import {
  CatalogServiceService,
  EventServiceService,
  IntegrationServiceService,
  ParkedKeyServiceService,
  SyncServiceService,
  protoFiles,
  protoFolder,
} from '@cadastre/grpc-contract';
import { maxBodyBytes } from '../http/json-body.ts';
import { HealthService } from './health-service.ts';
import { catalogMethods } from './methods/catalog-methods.ts';
import { integrationMethods } from './methods/integration-methods.ts';
import { parkedKeyMethods } from './methods/parked-key-methods.ts';
import { syncMethods } from './methods/sync-methods.ts';
import { StreamedCalls } from './streamed-calls.ts';
import { StreamDdl } from './streams/stream-ddl.ts';
import { SubscribeEvents } from './streams/subscribe-events.ts';
import { WatchSync } from './streams/watch-sync.ts';
import type { AnyTwin } from './twin.ts';
import { UnaryCalls } from './unary-calls.ts';

/** How long a shutdown waits for calls that are being answered. */
const graceMs = 10_000;

const limits = {
  'grpc.max_receive_message_length': maxBodyBytes,
  'grpc.max_concurrent_streams': 1_000,
  // A peer that vanished without a word is noticed within 40 s, and its streams let go.
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
};

/** gRPC beside HTTP: `cadastre.v1`, health, reflection. */
@Injectable()
export class GrpcServer implements BeforeApplicationShutdown {
  private readonly server = new Server(limits);
  private isListening = false;

  // eslint-disable-next-line max-params -- one for each stream
  constructor(
    private readonly unary: UnaryCalls,
    private readonly streamed: StreamedCalls,
    private readonly health: HealthService,
    private readonly watchSync: WatchSync,
    private readonly streamDdl: StreamDdl,
    private readonly subscribeEvents: SubscribeEvents,
  ) {}

  /** @returns the port, which the system has chosen where 0 was asked for */
  async listen({ host, port }: { host: string; port: number }): Promise<number> {
    this.addServices();
    await this.health.start();
    const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    this.isListening = true;
    return new Promise((resolve, reject) =>
      this.server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      ),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (!this.isListening) return;
    await this.health.stop();
    this.streamed.stop();
    const overdue = setTimeout(() => this.server.forceShutdown(), graceMs);
    await new Promise<void>((resolve) => this.server.tryShutdown(() => resolve()));
    clearTimeout(overdue);
  }

  private addServices(): void {
    const { server, streamed } = this;
    server.addService(IntegrationServiceService, this.unaryMethods(integrationMethods));
    server.addService(SyncServiceService, {
      ...this.unaryMethods(syncMethods),
      watchSync: streamed.handler(this.watchSync.stream),
    });
    server.addService(CatalogServiceService, {
      ...this.unaryMethods(catalogMethods),
      streamDdl: streamed.handler(this.streamDdl.stream),
    });
    server.addService(ParkedKeyServiceService, this.unaryMethods(parkedKeyMethods));
    server.addService(EventServiceService, {
      subscribeEvents: streamed.handler(this.subscribeEvents.stream),
    });
    server.addService(healthDefinition, this.health.implementation);
    new ReflectionService(describedServices()).addToServer(server);
  }

  private unaryMethods(twins: Readonly<Record<string, AnyTwin>>): UntypedServiceImplementation {
    return Object.fromEntries(Object.entries(twins).map(([name, twin]) => [name, this.unary.handler(twin)]));
  }
}

const describedServices = () =>
  loadSync([...protoFiles, healthProto], { includeDirs: [protoFolder], keepCase: true });
