import type { StoredEvent } from '@cadastre/events';
import type { SigningKey } from '../signature/sign-message.ts';
import { linkPage, type LaneChain, type LinkedPage, type LinkOptions } from './lane-chain.ts';

export type StoredPage = {
  readonly events: readonly StoredEvent[];
  readonly nextPosition: number;
  /** Of the log, when the page was read. */
  readonly headPosition: number;
};

/** Had the log more, when the page was read? */
export const isBehindHead = ({ nextPosition, headPosition }: StoredPage): boolean =>
  nextPosition < headPosition;

/** What is needed of an event store, no more. */
export type StoredLog = {
  readStoredLog(options: { afterPosition: number; limit: number; maxBytes?: number }): Promise<StoredPage>;
};

/** Where a page begins, and who signs it. */
export type PageStart = LaneChain & { readonly signedWith: SigningKey };

export type PageToSend = StoredPage & { readonly linked: LinkedPage };

/** In one partition they are one batch, of which a consumer of ours reads 50,000 headers; a message has twenty at the most. */
const eventsPerPage = 2_000;
/** Less than the `work_mem` that PostgreSQL has unless told otherwise: more is sorted on its disk, and takes a third longer. */
const bytesPerPage = 3 * 1024 * 1024;

/** The log as messages, page by page; the next one is read and linked while the last one is on its way to the brokers. */
export class LinkedPages {
  /** As many events as the last page had bytes for: to read more of their size would be to leave them. */
  private room = eventsPerPage;
  private ahead: { readonly from: PageStart; readonly page: Promise<PageToSend> } | undefined;

  constructor(
    private readonly log: StoredLog,
    private readonly options: Omit<LinkOptions, 'signedWith'>,
  ) {}

  /** @throws what the log throws */
  async after(from: PageStart): Promise<PageToSend> {
    const { ahead } = this;
    this.ahead = undefined;
    const page = await (ahead !== undefined && continues(ahead.from, from) ? ahead.page : this.make(from));
    if (isBehindHead(page)) {
      const next = { ...page.linked.chain, signedWith: from.signedWith };
      this.ahead = { from: next, page: this.make(next) };
      this.ahead.page.catch(() => undefined); // whoever asks for it gets the error
    }
    return page;
  }

  /** Forgets what was read ahead; resolves when that is not being read any more. */
  async drain(): Promise<void> {
    const { ahead } = this;
    this.ahead = undefined;
    await ahead?.page.catch(() => undefined);
  }

  private async make(from: PageStart): Promise<PageToSend> {
    const { room } = this;
    const bounds = { limit: room, maxBytes: bytesPerPage };
    const page = await this.log.readStoredLog({ afterPosition: from.position, ...bounds });
    const isCut = page.events.length < room && isBehindHead(page);
    this.room = isCut ? Math.max(1, page.events.length) : Math.min(eventsPerPage, Math.ceil(room * 1.125));
    return { ...page, linked: linkPage(from, page, { ...this.options, signedWith: from.signedWith }) };
  }
}

/** The very chain that the page before gave: a leader that comes back may begin at the same position with other lanes. */
const continues = (ahead: PageStart, { position, lanePositions, signedWith }: PageStart): boolean =>
  ahead.position === position && ahead.lanePositions === lanePositions && ahead.signedWith === signedWith;
