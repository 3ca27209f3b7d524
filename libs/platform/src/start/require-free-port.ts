import { once } from 'node:events';
// eslint-disable-next-line no-restricted-imports -- listens, and reaches out to nobody
import { createServer } from 'node:net';
import { AppError } from '@cadastre/errors';
import type { ListeningPlace } from './listening-place.ts';

/** Nobody can be answered at this port; said before anything was made. */
export class PortNotUsable extends AppError {
  override readonly kind = 'conflict';
  override readonly code = 'port-not-usable';
  override readonly title = 'The port cannot be used';
  constructor(place: ListeningPlace & { reason: string }) {
    super(`port ${place.port} on ${place.host} ${place.reason}`, place, {
      hint: `Stop what uses it, or choose another with ${place.setting}.`,
    });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another process',
  EACCES: 'may not be used by this account: ports below 1024 are for root',
  EADDRNOTAVAIL: 'cannot be used: this machine does not have that address',
  ENOTFOUND: 'cannot be used: that host name does not resolve',
};

/**
 * Listens for a moment. Another process may still take the port before we do; this is for the ordinary mistake, noticed
 * before a database is created.
 *
 * @throws PortNotUsable
 */
export const requireFreePort = async ({ host, port, setting }: ListeningPlace): Promise<void> => {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
  } catch (error) {
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw error;
    throw new PortNotUsable({ host, port, setting, reason });
  }
  server.close();
  await once(server, 'close');
};
