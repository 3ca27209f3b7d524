import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { Channel } from '@cadastre/platform';
import type { ApiPlatform } from '../api-platform.ts';

/**
 * Tells any number of waiters that something may have moved. Rings are counted: whoever looks at the count, then at the
 * database, and then waits from that count on, cannot miss what happened in between.
 */
export abstract class CountedBell implements OnModuleInit, OnApplicationShutdown {
  private rings = 0;
  private readonly waiters = new Set<() => void>();
  private readonly stopping = new AbortController();
  private listening: Promise<void> | undefined;

  /** @param options.sweepMs how much a ring that got lost costs at most */
  protected constructor(
    private readonly platform: ApiPlatform,
    private readonly options: { readonly channel: Channel; readonly sweepMs: number },
  ) {}

  onModuleInit(): void {
    this.listening = this.listen();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.listening;
  }

  /** How often it rang so far. */
  get count(): number {
    return this.rings;
  }

  /** How many wait for it just now. */
  get waiting(): number {
    return this.waiters.size;
  }

  /** Resolves once the count is beyond `seen`, after `ms`, or when the signal aborts. Never rejects. */
  async after(seen: number, ms: number, signal?: AbortSignal): Promise<void> {
    if (this.rings > seen || signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        this.waiters.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal?.addEventListener('abort', wake);
      this.waiters.add(wake);
    });
  }

  private async listen(): Promise<void> {
    const { channel, sweepMs } = this.options;
    const bell = this.platform.bells.listen(channel);
    while (!this.stopping.signal.aborted) {
      await bell.wait(sweepMs, this.stopping.signal);
      this.rings += 1;
      for (const wake of [...this.waiters]) wake();
    }
  }
}
