/** Characters that are gathered before they become one text. */
const pieceLength = 64_000;

/** Lines of text, joined as they come: single lines that were put together of many parts take several times the room. */
export class KeptText {
  length = 0;
  #pieces: string[] = [];
  #lines: string[] = [];
  #gathered = 0;

  add(lines: readonly string[]): void {
    for (const line of lines) {
      this.#lines.push(line);
      this.#gathered += line.length + 1;
    }
    if (this.#gathered >= pieceLength) this.#join();
  }

  /** Everything, each line with its end, once. */
  *take(): Generator<string, void> {
    this.#join();
    const pieces = this.#pieces;
    this.#pieces = [];
    yield* pieces;
  }

  #join(): void {
    if (this.#lines.length === 0) return;
    this.#pieces.push(`${this.#lines.join('\n')}\n`);
    this.length += this.#gathered;
    this.#lines = [];
    this.#gathered = 0;
  }
}
