import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/** How long a shutdown waits for requests that are being answered. */
const graceMs = 10_000;

/**
 * Lets a shutdown end. Node closes connections that are idle between two requests, but waits up to a minute for those
 * that a browser opened ahead and never used; and for an answer that is read slowly as long as it takes.
 */
export const closeConnectionsInTime = (server: FastifyInstance): void => {
  const unused = new Set<Duplex>();
  server.server.on('connection', (socket: Duplex) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.server.on('request', ({ socket }: { socket: Duplex }) => unused.delete(socket));
  server.addHook('preClose', (done) => {
    for (const socket of unused) socket.destroy();
    setTimeout(() => server.server.closeAllConnections(), graceMs).unref();
    done();
  });
};
