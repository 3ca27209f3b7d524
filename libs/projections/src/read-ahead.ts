import type { EventSource } from './event-source.ts';

type Page = Awaited<ReturnType<EventSource['read']>>;

/** Reads the next page while this one is being applied, as long as pages are full. */
export class ReadAhead {
  private ahead: { readonly afterPosition: number; readonly page: Promise<Page> } | undefined;

  constructor(
    private readonly source: EventSource,
    private readonly types: readonly string[],
    private readonly limit: number,
  ) {}

  async read(afterPosition: number): Promise<Page> {
    const { ahead } = this;
    this.ahead = undefined;
    const page = await (ahead?.afterPosition === afterPosition ? ahead.page : this.ask(afterPosition));
    if (page.events.length + page.unreadable.length >= this.limit) {
      const next = this.ask(page.nextPosition);
      next.catch(() => undefined); // whoever reads on is told
      this.ahead = { afterPosition: page.nextPosition, page: next };
    }
    return page;
  }

  /** Waits for a read in flight and forgets it. */
  async drain(): Promise<void> {
    await this.ahead?.page.catch(() => undefined);
    this.ahead = undefined;
  }

  private ask(afterPosition: number): Promise<Page> {
    return this.source.read({ afterPosition, limit: this.limit, types: this.types });
  }
}
