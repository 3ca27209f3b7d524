import { once } from 'node:events';
import { createServer } from 'node:net';

let next = 20_000 + (process.pid % 4_000) * 2;

/**
 * A port below the range that systems give to outgoing connections: nobody takes it while a service that was killed
 * is away.
 */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = next;
    next = next >= 31_000 ? 20_000 : next + 1;
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
};
