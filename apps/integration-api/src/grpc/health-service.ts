import { Injectable } from '@nestjs/common';
import {
  status,
  type ServerUnaryCall,
  type ServerWritableStream,
  type UntypedServiceImplementation,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { backgroundLoop, type BackgroundService } from '@cadastre/service-runtime';
import { ApiPlatform } from '../api-platform.ts';
import { serviceNames } from './service-names.ts';

type Serving = 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN';
type Watcher = ServerWritableStream<{ service: string }, { status: Serving }>;

const everyMs = 2_000;

/** grpc.health.v1: ready as `/health/ready` says, for the whole server (the empty name) and each service of it. */
@Injectable()
export class HealthService {
  private now: Serving = 'NOT_SERVING';
  private readonly watchers = new Set<Watcher>();
  private readonly loop: BackgroundService;

  constructor(private readonly platform: ApiPlatform) {
    this.loop = backgroundLoop({
      name: 'grpc-health',
      turn: async () => {
        await this.look();
        return 'idle';
      },
      pollMs: everyMs,
      log: platform.log,
    });
  }

  async start(): Promise<void> {
    await this.look();
    this.loop.start();
  }

  /** Says that there is nothing to expect any more, and ends what watches. */
  async stop(): Promise<void> {
    await this.loop.stop();
    this.become('NOT_SERVING');
    for (const watcher of this.watchers) watcher.end();
  }

  readonly implementation: UntypedServiceImplementation = {
    check: (
      call: ServerUnaryCall<{ service: string }, unknown>,
      callback: sendUnaryData<{ status: Serving }>,
    ) => {
      const { service } = call.request;
      if (isKnown(service)) callback(null, { status: this.now });
      else callback({ code: status.NOT_FOUND, details: `There is no service ${service.slice(0, 100)} here` });
    },
    watch: (call: Watcher) => {
      if (!isKnown(call.request.service)) return void call.write({ status: 'SERVICE_UNKNOWN' });
      this.watchers.add(call);
      call.once('cancelled', () => this.watchers.delete(call));
      call.write({ status: this.now });
    },
    list: (_call: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>) =>
      callback(null, {
        statuses: Object.fromEntries(['', ...serviceNames].map((name) => [name, { status: this.now }])),
      }),
  };

  private async look(): Promise<void> {
    const { status: found } = await this.platform.health.report();
    this.become(found === 'unavailable' ? 'NOT_SERVING' : 'SERVING');
  }

  private become(status: Serving): void {
    if (status === this.now) return;
    this.now = status;
    for (const watcher of this.watchers) watcher.write({ status });
  }
}

const isKnown = (service: string): boolean => service === '' || serviceNames.includes(service);
