import { once } from 'node:events';
// eslint-disable-next-line no-restricted-imports -- listens, and reaches out to nobody
import { createServer, type Server } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections and to who asks for any port (32768 and up on Linux):
 * between our look and the server's, and while a server that was killed is away, nobody is given one of these.
 * Above those of embedded databases.
 */
const first = 26_000;
const last = 31_999;
/** Processes beside each other begin at places of their own. */
const perProcess = 50;

let next = first + ((process.pid * perProcess) % (last - first + 1));

/**
 * Ports of the loopback address that nobody uses, to be listened at by another process; all differ.
 *
 * @throws Error where there are not as many
 */
export const freePorts = async (count: number): Promise<number[]> => {
  const held = new Map<number, Server>();
  for (let tried = first; held.size < count && tried <= last; tried += 1) {
    const port = next;
    next = next === last ? first : next + 1;
    const server = await listener(port);
    if (server !== undefined) held.set(port, server);
  }
  await Promise.all([...held.values()].map((server) => once(server.close(), 'close')));
  if (held.size < count) throw new Error(`There are no ${count} free ports between ${first} and ${last}`);
  return [...held.keys()];
};

export const freePort = async (): Promise<number> => {
  const [port = 0] = await freePorts(1);
  return port;
};

const listener = (port: number): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });
