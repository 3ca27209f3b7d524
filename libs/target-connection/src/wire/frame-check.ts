import { loginShapes, mib, sessionShapes, type Frame } from './frame-shapes.ts';

/** Why bytes of a server are not given to the driver. */
export type FrameBreach = 'not-the-protocol' | 'too-large' | 'unknown-authentication';

const headerBytes = 5;
/** A login of a real server takes a few hundred bytes; one that never ends is none. */
const loginBudgetBytes = 256 * 1_024;

/**
 * Reads the messages of a server before the driver does. pg hangs for ever on five wrong bytes and dies of some
 * others, so only whole messages of a known type, size and structure go on. It knows two phases, and the number
 * of columns of the rows to come; budgets for rows, time and bytes belong here as well, once there are any.
 */
export class FrameCheck {
  private phase: 'login' | 'session' = 'login';
  private held: Buffer[] = [];
  private heldBytes = 0;
  private neededBytes = headerBytes;
  private loginBytes = 0;
  private isProofDue = false;
  private columns: number | null = null;
  breach: FrameBreach | null = null;
  isAuthenticated = false;

  /** Takes what came from the network; returns what may go on, perhaps nothing. After a breach: nothing, ever. */
  accept(chunk: Buffer): Buffer | null {
    if (this.breach !== null) return null;
    this.held.push(chunk);
    this.heldBytes += chunk.length;
    // Joining only once enough is there keeps a long message from being copied again with each of its pieces.
    if (this.heldBytes < this.neededBytes && !this.isFirstByteDue()) return null;
    const bytes = this.held.length === 1 ? chunk : Buffer.concat(this.held);
    const end = this.walk(bytes);
    const rest = bytes.subarray(end);
    this.held = rest.length > 0 ? [rest] : [];
    this.heldBytes = rest.length;
    return this.breach === null && end > 0 ? bytes.subarray(0, end) : null;
  }

  /** An HTTP or SSH server shows itself in the first byte, which may be all that it sends. */
  private isFirstByteDue(): boolean {
    return this.loginBytes === 0 && this.heldBytes < headerBytes;
  }

  /** Position behind the last whole message. */
  private walk(bytes: Buffer): number {
    let at = 0;
    while (at < bytes.length && this.breach === null) {
      const size = this.sizeAt(bytes, at);
      if (size === null || at + size > bytes.length) {
        this.neededBytes = size ?? headerBytes;
        return at;
      }
      this.inspect({
        type: String.fromCharCode(bytes[at] ?? 0),
        bytes,
        start: at + headerBytes,
        end: at + size,
      });
      at += size;
    }
    this.neededBytes = headerBytes;
    return at;
  }

  /** Whole size of the message that begins here; null while its header is not there, or when it is a breach. */
  private sizeAt(bytes: Buffer, at: number): number | null {
    const shapes = this.phase === 'login' ? loginShapes : sessionShapes;
    const shape = shapes[String.fromCharCode(bytes[at] ?? 0)];
    if (shape === undefined) return this.refuse('not-the-protocol');
    if (bytes.length - at < headerBytes) return null;
    const length = bytes.readUInt32BE(at + 1);
    if (length < 4) return this.refuse('not-the-protocol');
    if (length > shape.most) return this.refuse(shape.most < mib ? 'not-the-protocol' : 'too-large');
    return length + 1;
  }

  private inspect(frame: Frame): void {
    const shapes = this.phase === 'login' ? loginShapes : sessionShapes;
    if (shapes[frame.type]?.fits(frame) !== true) {
      this.refuse(
        frame.type === 'R' && frame.end - frame.start >= 4 ? 'unknown-authentication' : 'not-the-protocol',
      );
      return;
    }
    if (this.phase === 'login') this.inspectLogin(frame);
    else this.inspectRows(frame);
  }

  private inspectLogin(frame: Frame): void {
    const isFirst = this.loginBytes === 0;
    this.loginBytes += frame.end - frame.start + headerBytes;
    if (isFirst && !'REN'.includes(frame.type)) this.refuse('not-the-protocol');
    if (this.loginBytes > loginBudgetBytes) this.refuse('not-the-protocol');
    if (frame.type === 'R') this.inspectAuthentication(frame.bytes.readInt32BE(frame.start));
    if (frame.type === 'Z') this.phase = 'session';
  }

  /** pg would take an early "ok" for the end of SCRAM, and the server would never have proved that it knows the secret. */
  private inspectAuthentication(code: number): void {
    if (code === 10) this.isProofDue = true;
    else if (code === 12) this.isProofDue = false;
    else if (code === 0 && this.isProofDue) this.refuse('not-the-protocol');
    else if (code === 0) this.isAuthenticated = true;
  }

  /** A row of another width than was announced, or of none, makes pg call what is not there. */
  private inspectRows({ type, bytes, start }: Frame): void {
    if (type === 'T') this.columns = bytes.readInt16BE(start);
    else if (type === 'n' || type === 'Z') this.columns = null;
    else if (type === 'D' && bytes.readInt16BE(start) !== this.columns) this.refuse('not-the-protocol');
  }

  private refuse(breach: FrameBreach): null {
    this.breach ??= breach;
    return null;
  }
}
