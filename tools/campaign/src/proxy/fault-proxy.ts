import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { CommitWatch } from './commit-watch.ts';

export type CutMoment = 'before' | 'after';

type Link = {
  readonly client: Socket;
  readonly upstream: Socket;
  readonly watch: CommitWatch | null;
  /** The next answer does not arrive, and nothing after it. */
  cutsAtAnswer: boolean;
};

/**
 * A wire that can be cut, slowed, and made to swallow everything, between one client and one server. Where it is told
 * that PostgreSQL is at the other end, it can also break at COMMIT: before the server has it, or before the client
 * hears that it was done.
 */
export class FaultProxy {
  /** Connections that were broken, of any fault. */
  cuts = 0;
  private readonly links = new Set<Link>();
  private readonly server: Server;
  private delayMs = 0;
  private isSilent = false;
  private isRefusing = false;
  private cutAt: { moment: CutMoment; left: number } | null = null;
  private heard: Promise<void> = Promise.resolve();
  private letGo: () => void = () => undefined;

  constructor(
    readonly name: string,
    private readonly target: { readonly host: string; readonly port: number },
    private readonly speaks: 'postgres' | 'bytes',
  ) {
    this.server = createServer((client) => this.join(client));
  }

  async listen(port = 0): Promise<number> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    return this.port;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  cut(): void {
    for (const link of this.links) this.break(link);
  }

  /** Every chunk comes so much later, in both directions. */
  slow(delayMs: number): void {
    this.delayMs = delayMs;
  }

  /** Nothing arrives any more, and nobody is told: what is sent meanwhile arrives in the end. */
  silence(): void {
    if (this.isSilent) return;
    this.isSilent = true;
    this.heard = new Promise((resolve) => (this.letGo = resolve));
    for (const { client, upstream } of this.links) {
      client.pause();
      upstream.pause();
    }
  }

  /** Nobody gets in, and who is in goes. */
  refuse(): void {
    this.isRefusing = true;
    this.cut();
  }

  /** Breaks the connections of the next so many commits. */
  cutAtCommits(moment: CutMoment, commits: number): void {
    this.cutAt = { moment, left: commits };
  }

  /** How many of the commits that were to be broken have not come by. */
  get commitsLeft(): number {
    return this.cutAt?.left ?? 0;
  }

  heal(): void {
    this.delayMs = 0;
    this.isRefusing = false;
    this.cutAt = null;
    if (!this.isSilent) return;
    this.isSilent = false;
    this.letGo();
    for (const { client, upstream } of this.links) {
      client.resume();
      upstream.resume();
    }
  }

  async close(): Promise<void> {
    this.heal();
    this.cut();
    if (!this.server.listening) return;
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    if (this.isRefusing) {
      client.destroy();
      return;
    }
    const upstream = connect({ ...this.target, noDelay: true });
    client.setNoDelay(true);
    const watch = this.speaks === 'postgres' ? new CommitWatch() : null;
    const link: Link = { client, upstream, watch, cutsAtAnswer: false };
    this.links.add(link);
    for (const socket of [client, upstream]) {
      socket.on('error', () => undefined);
      socket.on('close', () => this.forget(link));
      if (this.isSilent) socket.pause();
    }
    this.carry(link, { from: client, to: upstream, see: (chunk) => this.onRequest(link, chunk) });
    this.carry(link, { from: upstream, to: client, see: () => this.onAnswer(link) });
  }

  /** In order, each chunk after its delay, and no faster than the other side takes it. */
  private carry(
    link: Link,
    way: { from: Socket; to: Socket; see: (chunk: Buffer) => 'pass' | 'broken' },
  ): void {
    let tail: Promise<void> = Promise.resolve();
    way.from.on('data', (chunk: Buffer) => {
      if (way.see(chunk) === 'broken') return;
      if (this.delayMs === 0 && !this.isSilent && !waiting.has(way.from)) {
        if (!way.to.write(chunk)) void this.throttle(way.from, way.to);
        return;
      }
      waiting.add(way.from);
      const due = this.delayMs;
      const mine = tail.then(async () => {
        if (due > 0) await pause(due);
        if (this.isSilent) await this.heard;
        if (this.links.has(link)) way.to.write(chunk);
        if (tail === mine) waiting.delete(way.from);
      });
      tail = mine;
    });
    way.from.on('end', () => void tail.then(() => way.to.end()));
  }

  private async throttle(from: Socket, to: Socket): Promise<void> {
    from.pause();
    await new Promise((resolve) => to.once('drain', resolve).once('close', resolve));
    if (!this.isSilent) from.resume();
  }

  private onRequest(link: Link, chunk: Buffer): 'pass' | 'broken' {
    const commit = link.watch?.see(chunk) ?? null;
    if (commit === null || this.cutAt === null || this.cutAt.left === 0) return 'pass';
    this.cutAt.left -= 1;
    if (this.cutAt.moment === 'after') {
      link.cutsAtAnswer = true;
      return 'pass';
    }
    this.break(link);
    return 'broken';
  }

  private onAnswer(link: Link): 'pass' | 'broken' {
    if (!link.cutsAtAnswer) return 'pass';
    this.break(link);
    return 'broken';
  }

  private break(link: Link): void {
    this.cuts += 1;
    this.forget(link);
    link.client.resetAndDestroy();
    link.upstream.destroy();
  }

  private forget(link: Link): void {
    if (!this.links.delete(link)) return;
    link.client.destroy();
    link.upstream.destroy();
  }
}

/** Directions with chunks under way: the next ones stay behind them. */
const waiting = new WeakSet<Socket>();
