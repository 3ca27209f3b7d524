/** Objects of one system catalog, first and last included. */
export type OidRange = { readonly first: number; readonly last: number };

const largestOid = 2 ** 32 - 1;

/**
 * Cuts a catalog into ranges of OIDs of which each locks at most `share` relations. A single object that locks more is a
 * range of its own. The ranges hold every OID there can be, each once.
 */
export class PieceCutter {
  readonly #pieces: OidRange[] = [];
  #first = 0;
  readonly #locked = new Set<string>();

  constructor(private readonly share: number) {}

  /** The relations that one object locks. Objects come in ascending order; those that lock nothing need not come. */
  add(oid: number, locked: readonly string[]): void {
    const more = locked.filter((relation) => !this.#locked.has(relation)).length;
    if (this.#locked.size > 0 && this.#locked.size + more > this.share) this.#cutBefore(oid);
    for (const relation of locked) this.#locked.add(relation);
  }

  /** Null where nothing is locked. */
  finish(): OidRange[] | null {
    if (this.#pieces.length === 0 && this.#locked.size === 0) return null;
    return [...this.#pieces, { first: this.#first, last: largestOid }];
  }

  #cutBefore(oid: number): void {
    this.#pieces.push({ first: this.#first, last: oid - 1 });
    this.#first = oid;
    this.#locked.clear();
  }
}
