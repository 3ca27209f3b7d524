import { once } from 'node:events';
// eslint-disable-next-line no-restricted-imports -- listens, and reaches out to nobody
import { createServer, type AddressInfo } from 'node:net';

/** Ports of the loopback address that nobody uses; all held at once, so that they differ. */
export const freePorts = async (count: number): Promise<number[]> => {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
};
