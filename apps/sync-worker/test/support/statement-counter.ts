import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Between a worker and its target: counts the statements that are sent, whatever the worker says of itself. */
export class StatementCounter {
  statements = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(target: { host: string; port: number }): Promise<StatementCounter> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const counter = new StatementCounter(server, (server.address() as AddressInfo).port);
    server.on('connection', (client) => counter.serve(client, connect(target)));
    return counter;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(client: Socket, target: Socket): void {
    const messages = new FrontendMessages();
    client.on('data', (chunk) => {
      // Parse, or a simple query.
      for (const type of messages.take(chunk)) if (type === 'P' || type === 'Q') this.statements += 1;
      target.write(chunk);
    });
    target.pipe(client);
    for (const socket of [client, target]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        target.destroy();
      });
    }
  }
}

/** The types of the messages in a stream of bytes that may end anywhere. */
class FrontendMessages {
  private rest = Buffer.alloc(0);
  private isStarted = false;

  *take(chunk: Buffer): Generator<string> {
    this.rest = Buffer.concat([this.rest, chunk]);
    for (;;) {
      // The startup message has no type.
      const at = this.isStarted ? 1 : 0;
      if (this.rest.length < at + 4) return;
      const end = at + this.rest.readInt32BE(at);
      if (this.rest.length < end) return;
      if (this.isStarted) yield String.fromCharCode(this.rest[0] ?? 0);
      this.isStarted = true;
      this.rest = this.rest.subarray(end);
    }
  }
}
