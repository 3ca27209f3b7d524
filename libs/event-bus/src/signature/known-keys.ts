import type { SigningKeys } from './signing-keys.ts';

/** So long no number is looked for after one that does not exist: who sends nonsense costs little. */
const waitAfterVainMs = 5_000;
/** So long a key that was deleted may still be believed. */
const keepMs = 60_000;

/** The keys that a consumer knows, read when a message names another. */
export class KnownKeys {
  private known: SigningKeys = new Map();
  private readAt = -Infinity;
  private inVainAt = -Infinity;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly read: () => Promise<SigningKeys>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * All there are, with those numbers among them where they exist.
   *
   * @throws what reading throws, where one of the numbers is not known
   */
  async having(numbers: Iterable<number>): Promise<SigningKeys> {
    const wanted = [...numbers];
    const isMissing = this.lacksOneOf(wanted);
    const rests = isMissing
      ? this.now() - this.inVainAt < waitAfterVainMs
      : this.now() - this.readAt < keepMs;
    if (rests) return this.known;
    this.reading ??= this.readAll();
    // A database that is away for a moment puts nobody out of a group: without it nothing is applied either.
    await (isMissing ? this.reading : this.reading.catch(() => undefined));
    if (this.lacksOneOf(wanted)) this.inVainAt = this.now();
    return this.known;
  }

  private lacksOneOf(numbers: readonly number[]): boolean {
    return numbers.some((number) => !this.known.has(number));
  }

  /** Once for all who ask meanwhile. */
  private async readAll(): Promise<void> {
    try {
      this.known = await this.read();
      this.readAt = this.now();
    } finally {
      this.reading = undefined;
    }
  }
}
