import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a client and PostgreSQL and can lose what the server answers. */
export class LossyProxy {
  private readonly sockets = new Set<Socket>();
  private isLosingAnswers = false;
  private readonly server = createServer((client) => this.join(client));

  constructor(private readonly target: URL) {}

  /** The target's URL, through the proxy. */
  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** From now on requests arrive and answers do not. */
  loseAnswers(): void {
    this.isLosingAnswers = true;
  }

  /** Breaks all connections; new ones work again. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
    this.isLosingAnswers = false;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.cut();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    const upstream = connect(Number(this.target.port), this.target.hostname);
    for (const socket of [client, upstream]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    upstream.on('data', (answer) => {
      if (!this.isLosingAnswers) client.write(answer);
    });
  }
}
