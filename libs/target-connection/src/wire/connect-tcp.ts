import { connect, type Socket } from 'node:net';
import { isStillAllowed, type PinnedRoute } from '../egress/pinned-route.ts';
import { toSocketFailure } from '../failure/socket-failure.ts';
import { TargetFailure } from '../failure/target-failure.ts';
import type { Deadline } from './deadline.ts';

/** RFC 8305: one address that swallows packets must not use up the time of the next one. */
const headStartMs = 250;

export type ConnectedSocket = { readonly socket: Socket; readonly address: string };

/**
 * Connects to the first of the pinned addresses that answers. No name is looked up here.
 * @throws TargetFailure of class unreachable, egress or timeout
 */
export const connectTcp = async (route: PinnedRoute, deadline: Deadline): Promise<ConnectedSocket> => {
  const race = new AddressRace(route);
  const connected = await deadline.bound('tcp', race.winner, () => race.stop());
  const { socket, address } = connected;
  if (!isStillAllowed(route, socket.remoteAddress)) {
    socket.destroy();
    throw new TargetFailure('egress', 'egress', {
      detail: 'The connection ended at another address than it was made to.',
    });
  }
  socket.setNoDelay(true);
  socket.setKeepAlive(true, 30_000);
  return { socket, address };
};

/** Starts one attempt after another, each when the one before has failed or had its head start. */
class AddressRace {
  readonly winner: Promise<ConnectedSocket>;
  private readonly sockets = new Set<Socket>();
  private waiting: string[];
  private timer: NodeJS.Timeout | undefined;
  private firstFailure: TargetFailure | undefined;
  private settle!: {
    resolve: (connected: ConnectedSocket) => void;
    reject: (failure: TargetFailure) => void;
  };

  constructor(private readonly route: PinnedRoute) {
    this.waiting = [...route.addresses];
    this.winner = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
    this.startNext();
  }

  /** Ends every attempt except the one that has won. */
  stop(winner?: Socket): void {
    clearTimeout(this.timer);
    this.waiting = [];
    for (const socket of this.sockets) if (socket !== winner) socket.destroy();
    this.sockets.clear();
  }

  private startNext(): void {
    clearTimeout(this.timer);
    const address = this.waiting.shift();
    if (address === undefined) return;
    if (this.waiting.length > 0) this.timer = setTimeout(() => this.startNext(), headStartMs);
    // `host` is an address: Node would not even call a resolver of ours for it.
    const socket = connect({ host: address, port: this.route.port });
    this.sockets.add(socket);
    const onError = (error: Error): void => this.onFailure(socket, toSocketFailure(error, 'tcp'));
    socket.once('error', onError);
    socket.once('connect', () => {
      socket.off('error', onError);
      // Between two owners of the socket an error may find no listener, which would end the process.
      socket.on('error', () => undefined);
      this.stop(socket);
      this.settle.resolve({ socket, address });
    });
  }

  private onFailure(socket: Socket, failure: TargetFailure): void {
    this.sockets.delete(socket);
    this.firstFailure ??= failure;
    if (this.waiting.length > 0) this.startNext();
    else if (this.sockets.size === 0) this.settle.reject(this.firstFailure);
  }
}
