import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { backgroundLoop, type BackgroundService } from '@cadastre/service-runtime';
import { ApiPlatform } from '../api-platform.ts';
import { removeExpiredKeys } from './idempotency-store.ts';

const batch = 1_000;
const everyMs = 600_000;

/** Removes idempotency keys whose day is over. */
@Injectable()
export class KeySweeper implements OnModuleInit, OnApplicationShutdown {
  private readonly loop: BackgroundService;

  constructor({ pool, log }: ApiPlatform) {
    this.loop = backgroundLoop({
      name: 'idempotency-key-sweeper',
      turn: async () => ((await removeExpiredKeys(pool, batch)) < batch ? 'idle' : 'more'),
      pollMs: everyMs,
      log,
    });
  }

  onModuleInit(): void {
    this.loop.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.loop.stop();
  }
}
