import type { MessageKeys } from './message-keys.ts';

/** At most so often the keys are looked up for numbers that nobody knows: who sends nonsense costs little. */
const readAgainAfterMs = 5_000;

/** The keys that a consumer knows, read when a message names another. */
export class KnownKeys {
  private known: MessageKeys = new Map();
  private readAt = -Infinity;

  constructor(private readonly read: () => Promise<MessageKeys>) {}

  /** All there are, with those numbers among them where they exist. */
  async having(numbers: Iterable<number>): Promise<MessageKeys> {
    const isMissing = [...numbers].some((number) => !this.known.has(number));
    if (isMissing && performance.now() - this.readAt >= readAgainAfterMs) {
      this.known = await this.read();
      this.readAt = performance.now();
    }
    return this.known;
  }
}
