import type { MessageKeys } from './message-keys.ts';

/** At most so often the keys are looked up for numbers that nobody knows: who sends nonsense costs little. */
const readAgainAfterMs = 5_000;
/** So long a key that was deleted may still be believed. */
const keepMs = 60_000;

/** The keys that a consumer knows, read when a message names another. */
export class KnownKeys {
  private known: MessageKeys = new Map();
  private readAt = -Infinity;

  constructor(
    private readonly read: () => Promise<MessageKeys>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** All there are, with those numbers among them where they exist. */
  async having(numbers: Iterable<number>): Promise<MessageKeys> {
    const isMissing = [...numbers].some((number) => !this.known.has(number));
    if (this.now() - this.readAt >= (isMissing ? readAgainAfterMs : keepMs)) {
      this.known = await this.read();
      this.readAt = this.now();
    }
    return this.known;
  }
}
