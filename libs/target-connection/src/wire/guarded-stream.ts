import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { TLSSocket, type PeerCertificate } from 'node:tls';
import { speaksAnotherProtocol } from '../failure/not-postgres.ts';
import { TargetFailure } from '../failure/target-failure.ts';
import { FrameCheck, type FrameBreach } from './frame-check.ts';

/**
 * The stream that pg is given instead of a socket, over a connection that already stands. Every byte of the
 * server passes the frame check here; a breach destroys the connection.
 */
export class GuardedStream extends Duplex {
  private readonly check = new FrameCheck();
  /** What the server sent since the login began. */
  bytesReceived = 0;
  /** pg asks for this by name when it binds SCRAM to the TLS channel, and only when it may. */
  getPeerCertificate: (() => PeerCertificate) | undefined;

  constructor(private readonly socket: Socket) {
    super({ allowHalfOpen: false });
    if (socket instanceof TLSSocket) this.getPeerCertificate = () => socket.getPeerCertificate();
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
    socket.pause();
  }

  /** Did the server say that it accepts who we are? */
  get isAuthenticated(): boolean {
    return this.check.isAuthenticated;
  }

  /** pg calls it before it uses a stream; this one is connected already. */
  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    this.socket.ref();
    return this;
  }

  unref(): this {
    this.socket.unref();
    return this;
  }

  private receive(chunk: Buffer): void {
    this.bytesReceived += chunk.length;
    const frames = this.check.accept(chunk);
    if (this.check.breach !== null) {
      this.destroy(breachFailure(this.check.breach));
      return;
    }
    if (frames === null) return;
    try {
      if (!this.push(frames)) this.socket.pause();
    } catch {
      // The driver parses inside `push`. What gets past the check and still makes it throw must not end the process.
      this.destroy(speaksAnotherProtocol(null));
    }
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.socket.write(chunk, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.socket.write(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.socket.destroy();
    done(error);
  }
}

const breachFailure = (breach: FrameBreach): TargetFailure => {
  switch (breach) {
    case 'not-the-protocol':
      return speaksAnotherProtocol(null);
    case 'too-large':
      return new TargetFailure('limit', null, {
        detail: 'The server sent a message that is larger than Cadastre takes (8 MiB for a row).',
      });
    case 'unknown-authentication':
      return new TargetFailure('authentication', 'authentication', {
        detail: 'The server asks for a way of logging in that Cadastre does not have.',
        hint: 'Use a role that logs in by password (scram-sha-256) in pg_hba.conf; Kerberos, GSSAPI and SSPI are not supported.',
      });
  }
};
