import type { StoredEvent } from '@cadastre/events';

export type StoredPage = { readonly events: readonly StoredEvent[]; readonly nextPosition: number };

/** What is needed of an event store, no more. */
export type StoredLog = {
  readStoredLog(options: { afterPosition: number; limit: number; maxBytes?: number }): Promise<StoredPage>;
};

const eventsPerPage = 1_000;
const bytesPerPage = 8 * 1024 * 1024;

/** The log page by page; the next one is read while the last one is on its way to the brokers. */
export class StoredPages {
  private ahead: { readonly after: number; readonly page: Promise<StoredPage> } | undefined;

  constructor(private readonly log: StoredLog) {}

  async after(position: number): Promise<StoredPage> {
    const page = await (this.ahead?.after === position ? this.ahead.page : this.read(position));
    this.ahead = undefined;
    if (page.events.length === eventsPerPage) {
      const after = page.nextPosition;
      this.ahead = { after, page: this.read(after) };
      this.ahead.page.catch(() => undefined); // whoever asks for it gets the error
    }
    return page;
  }

  /** Resolves when nothing is being read any more. */
  async drain(): Promise<void> {
    const { ahead } = this;
    this.ahead = undefined;
    await ahead?.page.catch(() => undefined);
  }

  private read(afterPosition: number): Promise<StoredPage> {
    return this.log.readStoredLog({ afterPosition, limit: eventsPerPage, maxBytes: bytesPerPage });
  }
}
