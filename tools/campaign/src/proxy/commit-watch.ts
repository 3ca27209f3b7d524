/** What the client is about to make durable. */
export type CommitMessage = 'transaction' | 'statement';

const query = 'Q'.charCodeAt(0);
const bind = 'B'.charCodeAt(0);
/** Statements of ours that commit by themselves, by the names that they are prepared under. */
const committingStatements = new Set(['event_store.append', 'event_store.sequence_commits']);
const longestHead = 300;

/**
 * Reads along what a client sends to PostgreSQL, as far as it takes to see a COMMIT pass: frames of one type byte and
 * a length, after the first message, which has no type.
 */
export class CommitWatch {
  private pending: Buffer = Buffer.alloc(0);
  /** Bytes of the present frame that are still to come and that nobody needs to see. */
  private skip = 0;
  private isStarted = false;

  /** @returns what is in these bytes, if a message that commits begins in them */
  see(chunk: Buffer): CommitMessage | null {
    let found: CommitMessage | null = null;
    let rest = chunk;
    if (this.skip > 0) {
      const passed = Math.min(this.skip, rest.length);
      this.skip -= passed;
      rest = rest.subarray(passed);
    }
    if (rest.length === 0) return null;
    this.pending = this.pending.length === 0 ? rest : Buffer.concat([this.pending, rest]);
    for (;;) {
      const frame = this.nextFrame();
      if (frame === null) return found;
      found ??= commitIn(frame);
    }
  }

  /** The beginning of a frame, once enough of it is there. */
  private nextFrame(): Buffer | null {
    const { pending } = this;
    const typeBytes = this.isStarted ? 1 : 0;
    if (pending.length < typeBytes + 4) return null;
    const size = typeBytes + pending.readInt32BE(typeBytes);
    const head = Math.min(size, longestHead);
    if (pending.length < head) return null;
    const frame = pending.subarray(0, head);
    const isStartup = !this.isStarted;
    this.isStarted = true;
    const passed = Math.min(size, pending.length);
    this.skip = size - passed;
    this.pending = pending.subarray(passed);
    return isStartup ? Buffer.alloc(0) : frame;
  }
}

const commitIn = (frame: Buffer): CommitMessage | null => {
  const type = frame[0];
  if (type === query) return /^commit\0?$/i.test(frame.toString('latin1', 5)) ? 'transaction' : null;
  if (type !== bind) return null;
  const [, statement] = frame.toString('latin1', 5).split('\0', 2);
  return statement !== undefined && committingStatements.has(statement) ? 'statement' : null;
};
